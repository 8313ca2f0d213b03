package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Holds the project of {@code docs/getting-started.md} to what this build has. */
class GettingStartedTest {

  private static final String SOURCES = "src/main/java/com/example/hello/";

  private final GettingStartedPage page = GettingStartedPage.read();

  @TempDir Path project;

  @BeforeEach
  void writeFiles() throws IOException {
    page.writeFiles(project);
  }

  @Test
  void everyBlockIsAFileOfTheProject() {
    assertThat(page.files().keySet())
        .containsExactly(
            "pom.xml",
            "src/main/protobuf/echo.proto",
            SOURCES + "EchoActor.java",
            SOURCES + "Greeter.java",
            SOURCES + "Hello.java",
            SOURCES + "Main.java",
            "src/main/resources/META-INF/microprofile-config.properties");
    assertThat(page.blocks()).isEqualTo(page.files().size());
  }

  @Test
  void projectCompilesWithoutWarnings() throws IOException {
    Path messages = Files.createDirectories(project.resolve("target/messages"));
    Path code = Files.createDirectories(project.resolve("target/code"));
    Protoc protoc = new Protoc(project.resolve("src/main/protobuf"), project.resolve("target"));
    Protoc.Result generated =
        protoc.run(
            "--java_out=" + messages,
            "--plugin=protoc-gen-actr=" + protoc.plugin(),
            "--actr_out=" + code,
            "echo.proto");
    assertThat(generated.exitCode()).as(generated.output()).isZero();
    JavaCompilation.compileIn(messages);

    Map<String, String> sources = new HashMap<>();
    for (Path folder : List.of(code, project.resolve("src/main/java"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          sources.put(folder.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    assertThat(new JavaCompilation(sources, messages).diagnostics()).isEmpty();
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
