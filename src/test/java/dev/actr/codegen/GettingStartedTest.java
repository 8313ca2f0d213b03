package dev.actr.codegen;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Builds and runs the project of {@code docs/getting-started.md}, file by file as it says. */
class GettingStartedTest {

  private static final Path PAGE = Path.of("docs/getting-started.md");

  /** The path of a file in bold, and the fenced block that follows it. */
  private static final Pattern FILE =
      Pattern.compile(
          "^\\*\\*`([^`]+)`\\*\\*\\n\\n```\\w+\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** A command or an output. */
  private static final Pattern INDENTED = Pattern.compile("^    (\\S.*)$", Pattern.MULTILINE);

  private static final String SOURCES = "src/main/java/com/example/hello/";

  @TempDir Path project;

  private String page;

  @BeforeEach
  void writeFiles() throws IOException {
    page = Files.readString(PAGE);
    for (MatchResult file : FILE.matcher(page).results().toList()) {
      Path path = project.resolve(file.group(1));
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.group(2));
    }
  }

  @Test
  void everyBlockIsAFileOfTheProject() throws IOException {
    assertThat(FILE.matcher(page).results().map(file -> file.group(1)))
        .containsExactly(
            "pom.xml",
            "src/main/protobuf/echo.proto",
            SOURCES + "EchoActor.java",
            SOURCES + "Greeter.java",
            SOURCES + "Hello.java",
            SOURCES + "Main.java",
            "src/main/resources/META-INF/microprofile-config.properties");
    assertThat(page.lines().filter(line -> line.startsWith("```"))).hasSize(2 * 7);
  }

  @Test
  void projectBuildsWithoutWarningsAndPrintsTheReplyThePagePromises() throws Exception {
    Path classes = build();

    List<String> commandsAndOutput =
        INDENTED.matcher(FILE.matcher(page).replaceAll("")).results().map(m -> m.group(1)).toList();
    assertThat(commandsAndOutput)
        .containsExactly("mvn -DskipTests install", "mvn compile exec:java", "hello, actr");
    assertThat(run(classes)).contains("hello, actr");
  }

  private Path build() throws IOException {
    Path messages = Files.createDirectories(project.resolve("target/messages"));
    Path code = Files.createDirectories(project.resolve("target/code"));
    Path classes = Files.createDirectories(project.resolve("target/classes"));
    Protoc protoc = new Protoc(project.resolve("src/main/protobuf"), project.resolve("target"));
    Protoc.Result generated =
        protoc.run(
            "--java_out=" + messages,
            "--plugin=protoc-gen-actr=" + protoc.plugin(),
            "--actr_out=" + code,
            "echo.proto");
    assertThat(generated.exitCode()).as(generated.output()).isZero();
    JavaCompilation.compileIn(messages);

    List<String> arguments =
        new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "--release", "17"));
    arguments.addAll(List.of("-classpath", classPath(messages), "-d", classes.toString()));
    for (Path folder : List.of(code, project.resolve("src/main/java"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
      }
    }
    ByteArrayOutputStream diagnostics = new ByteArrayOutputStream();
    int exitCode =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, diagnostics, arguments.toArray(String[]::new));
    assertThat(exitCode).as(diagnostics.toString(StandardCharsets.UTF_8)).isZero();
    return classes;
  }

  /** What the library's tests have, without the tests themselves. */
  private static String classPath(Path... own) {
    return Stream.concat(
            Stream.of(own).map(Path::toString),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes")))
        .collect(joining(File.pathSeparator));
  }

  private List<String> run(Path classes) throws IOException, InterruptedException {
    Path output = project.resolve("target/output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The page's port may be in use where this test runs.
                "-Dactr.devserver.port=0",
                "-classpath",
                classPath(
                    classes,
                    project.resolve("target/messages"),
                    project.resolve("src/main/resources")),
                mainClass())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("has ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().toList();
  }

  private String mainClass() {
    return elements(pom(project.resolve("pom.xml")), "mainClass").get(1).getTextContent();
  }

  @Test
  void buildUsesTheVersionsTheLibraryIsTestedWith() {
    Document theirs = pom(project.resolve("pom.xml"));
    Document ours = pom(Path.of("pom.xml"));
    Map<String, String> expected = versions(ours, "dependency");
    expected.putAll(versions(ours, "plugin"));
    expected.put("dev.actr:actr-cdi", child(ours.getDocumentElement(), "version").orElseThrow());

    assertThat(versions(theirs, "dependency"))
        .hasSize(5)
        .allSatisfy((what, version) -> assertThat(expected).contains(entry(what, version)));
    assertThat(versions(theirs, "plugin"))
        .hasSize(3)
        .allSatisfy((what, version) -> assertThat(expected).contains(entry(what, version)));
    assertThat(versions(theirs, "jvmMavenPlugin"))
        .containsExactly(entry("dev.actr:actr-cdi", expected.get("dev.actr:actr-cdi")));
    assertThat(resolve(theirs, first(theirs, "protocVersion")))
        .isEqualTo(resolve(ours, first(ours, "protocVersion")));
    assertThat(first(theirs, "mainClass")).isEqualTo(ProtocPlugin.class.getName());
  }

  private static Document pom(Path file) {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    } catch (Exception e) {
      throw new IllegalArgumentException(file.toString(), e);
    }
  }

  /** Versions by group and artifact. */
  private static Map<String, String> versions(Document pom, String tag) {
    Map<String, String> versions = new HashMap<>();
    for (Element element : elements(pom, tag)) {
      child(element, "version")
          .ifPresent(
              version ->
                  versions.put(
                      child(element, "groupId").orElseThrow()
                          + ':'
                          + child(element, "artifactId").orElseThrow(),
                      resolve(pom, version)));
    }
    return versions;
  }

  private static String first(Document pom, String tag) {
    return elements(pom, tag).get(0).getTextContent();
  }

  /** Replaces a property by its value. */
  private static String resolve(Document pom, String text) {
    return text.startsWith("${") ? first(pom, text.substring(2, text.length() - 1)) : text;
  }

  private static Optional<String> child(Element parent, String tag) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(tag)) {
        return Optional.of(node.getTextContent());
      }
    }
    return Optional.empty();
  }

  private static List<Element> elements(Document pom, String tag) {
    NodeList found = pom.getElementsByTagName(tag);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }
}
