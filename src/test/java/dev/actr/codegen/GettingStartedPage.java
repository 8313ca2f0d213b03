package dev.actr.codegen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What {@code docs/getting-started.md} has its reader write, run and see. */
final class GettingStartedPage {

  /** The path of a file in bold, and the fenced block that follows it. */
  private static final Pattern FILE =
      Pattern.compile(
          "^\\*\\*`([^`]+)`\\*\\*\\n\\n```\\w+\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** A command or an output. */
  private static final Pattern INDENTED = Pattern.compile("^    (\\S.*)$", Pattern.MULTILINE);

  private final String text;

  private GettingStartedPage(String text) {
    this.text = text;
  }

  static GettingStartedPage read() {
    try {
      return new GettingStartedPage(Files.readString(Path.of("docs/getting-started.md")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Contents by path, in the order of the page. */
  Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (MatchResult file : FILE.matcher(text).results().toList()) {
      files.put(file.group(1), file.group(2));
    }
    return files;
  }

  /** How many blocks there are, whether the page says where they go or not. */
  long blocks() {
    return text.lines().filter(line -> line.startsWith("```")).count() / 2;
  }

  /** The indented lines: what to run, and what that prints. */
  List<String> commandsAndOutput() {
    return INDENTED
        .matcher(FILE.matcher(text).replaceAll(""))
        .results()
        .map(line -> line.group(1))
        .toList();
  }

  void writeFiles(Path folder) throws IOException {
    for (Map.Entry<String, String> file : files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
