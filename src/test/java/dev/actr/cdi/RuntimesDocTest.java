package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the page of runtimes names are there. */
class RuntimesDocTest {

  private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)` \\|");

  @Test
  void everyRuleHasATestThatIsThere() throws IOException {
    List<String> rules =
        Files.readAllLines(Path.of("docs/runtimes.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| rule "))
            .toList();
    Map<String, Path> sources = sources();

    assertThat(rules).hasSizeGreaterThan(20);
    for (String rule : rules) {
      var test = TEST.matcher(rule);
      assertThat(test.find()).as(rule).isTrue();
      assertThat(sources).containsKey(test.group(1));
      assertThat(Files.readString(sources.get(test.group(1))))
          .containsPattern("(void|ArchRule) " + test.group(2) + "\\b");
    }
  }

  private static Map<String, Path> sources() throws IOException {
    try (Stream<Path> unit = Files.walk(Path.of("src/test/java"));
        Stream<Path> servers = Files.walk(Path.of("src-it/servers/java"))) {
      return Stream.concat(unit, servers)
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  file -> file,
                  (one, other) -> one));
    }
  }
}
