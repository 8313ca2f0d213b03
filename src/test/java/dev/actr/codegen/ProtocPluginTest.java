package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProtocPluginTest {

  @TempDir Path work;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void protocRunsItAsAProgram() throws IOException {
    Protoc protoc = new Protoc(Protoc.resources("golden/protos"), work);
    Path out = Files.createDirectory(work.resolve("out"));

    Protoc.Result result =
        protoc.run(
            "--plugin=protoc-gen-actr=" + protoc.plugin(), "--actr_out=" + out, "library.proto");

    assertThat(result.exitCode()).as(result.output()).isZero();
    String handler = "library/api/LibraryHandler.java";
    assertThat(out.resolve(handler))
        .hasSameTextualContentAs(Protoc.resources("golden/java").resolve(handler));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void protocFailsWithItsMessage() throws IOException {
    Protoc protoc = new Protoc(Protoc.resources("refused"), work);

    Protoc.Result result =
        protoc.run(
            "--plugin=protoc-gen-actr=" + protoc.plugin(), "--actr_out=" + work, "streaming.proto");

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains("streaming.proto:10: rpc refused.Chat.Listen");
  }

  @Test
  void declaresWhatItUnderstands() {
    CodeGeneratorResponse response =
        ProtocPlugin.generate(CodeGeneratorRequest.getDefaultInstance());

    assertThat(response.getSupportedFeatures()).isEqualTo(1 | 2);
    assertThat(response.getMinimumEdition()).isEqualTo(Edition.EDITION_PROTO2_VALUE);
    assertThat(response.getMaximumEdition()).isEqualTo(Edition.EDITION_2024_VALUE);
  }

  @Test
  void generatesOnlyForTheFilesAskedFor() {
    CodeGeneratorRequest request =
        new Protoc(Protoc.resources("golden/protos"), work)
            .request("library.proto", "people.proto").toBuilder()
                .clearFileToGenerate()
                .addFileToGenerate("people.proto")
                .build();

    assertThat(ProtocPlugin.generate(request).getFileList()).isEmpty();
  }

  @Test
  void servicesOfAnySizeCompile() throws IOException {
    int size = 500;
    String rpcs =
        IntStream.range(0, size)
            .mapToObj(i -> "// %s\nrpc Call%d(M) returns (M);\n".formatted("x".repeat(300), i))
            .collect(Collectors.joining());
    Files.writeString(
        work.resolve("large.proto"),
        "syntax = \"proto3\";\npackage large;\nmessage M {}\nservice Large {\n" + rpcs + "}\n");
    Protoc protoc = new Protoc(work, work);
    CodeGeneratorResponse response = ProtocPlugin.generate(protoc.request("large.proto"));

    Map<String, String> sources = new HashMap<>();
    response.getFileList().forEach(file -> sources.put(file.getName(), file.getContent()));
    assertThat(sources.get("large/LargeMethods.java")).hasSizeGreaterThan(3 * 65535);
    assertThat(new JavaCompilation(sources, protoc.messages("large.proto")).diagnostics())
        .isEmpty();
  }
}
