package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The expected files are held to the format of the rest of the sources by the build. */
class GoldenFilesTest {

  private static final Path EXPECTED = Protoc.resources("golden/java");

  @TempDir Path work;

  @Test
  void writesExactlyTheExpectedFiles() throws IOException {
    CodeGeneratorResponse response =
        ProtocPlugin.generate(
            new Protoc(Protoc.resources("golden/protos"), work)
                .request("library.proto", "long_names.proto"));

    assertThat(response.getError()).isEmpty();
    assertThat(response.getFileList())
        .extracting(CodeGeneratorResponse.File::getName)
        .containsExactlyInAnyOrderElementsOf(expectedFiles());
    for (CodeGeneratorResponse.File file : response.getFileList()) {
      assertThat(file.getContent())
          .as(file.getName())
          .isEqualTo(Files.readString(EXPECTED.resolve(file.getName())));
    }
  }

  private static List<String> expectedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(EXPECTED)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> EXPECTED.relativize(file).toString())
          .toList();
    }
  }
}
