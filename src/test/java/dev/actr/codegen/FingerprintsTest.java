package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.actr.ServiceSpec;
import dev.actr.ServiceSpec.ProtoFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintsTest {

  private static final String ECHO =
      """
      syntax = "proto3";
      package echo;
      message EchoRequest { string message = 1; }
      message EchoResponse { string reply = 1; uint64 timestamp = 2; }
      service EchoService { rpc Echo(EchoRequest) returns (EchoResponse); }
      """;

  /** What another implementation has published for the same file. */
  private static final String ECHO_FINGERPRINT =
      "semantic:94251c55ce69cc88b6e7ac77dc3a1fc3a8c899856ff47661ebca0f0cfe6cd317";

  private static final String ECHO_SERVICE_FINGERPRINT =
      "service_semantic:0d0d204d724cafc1cb8fd5d6f68ca683d9f6546c6e70deab75781a2f4230a755";

  @TempDir Path work;

  @Test
  void fingerprintsAreThoseOfOtherImplementations() {
    String fingerprint = Fingerprints.ofFile(parse(ECHO));
    ServiceSpec spec =
        ServiceSpec.of("EchoService", List.of(new ProtoFile("echo", ECHO, fingerprint)));

    assertThat(fingerprint).isEqualTo(ECHO_FINGERPRINT);
    assertThat(spec.fingerprint()).isEqualTo(ECHO_SERVICE_FINGERPRINT);
  }

  @Test
  void commentsAndTheOrderOfDefinitionsDoNotCount() {
    String rearranged =
        """
        syntax = "proto3";
        package echo;
        // Echoes.
        service EchoService { rpc Echo(.echo.EchoRequest) returns (EchoResponse) {} }
        message EchoResponse {
          uint64 timestamp = 2;  // When.
          string reply = 1;
        }
        message EchoRequest { string message = 1; }
        """;

    assertThat(Fingerprints.ofFile(parse(rearranged))).isEqualTo(ECHO_FINGERPRINT);
  }

  @ParameterizedTest
  @CsvSource({
    "package echo,package ego",
    "string message = 1,string text = 1",
    "string message = 1,bytes message = 1",
    "string message = 1,string message = 2",
    "string message = 1,repeated string message = 1",
    "string message = 1,optional string message = 1",
    "rpc Echo(,rpc Repeat(",
    "returns (EchoResponse),returns (stream EchoResponse)",
    "package echo,option java_multiple_files = false; package echo",
  })
  void whatMattersToAPeerCounts(String part, String replacement) {
    assertThat(Fingerprints.ofFile(parse(ECHO.replace(part, replacement))))
        .isNotEqualTo(ECHO_FINGERPRINT);
  }

  @Test
  void filesCountInTheOrderOfTheirNames() {
    ProtoFile one = new ProtoFile("a", "", "semantic:01");
    ProtoFile other = new ProtoFile("a-b", "", "semantic:02");

    ServiceSpec spec = ServiceSpec.of("S", List.of(one, other));

    // sha256 of "a-b.proto:02\na.proto:01"
    assertThat(spec.fingerprint())
        .isEqualTo(
            "service_semantic:bc9472bd5cdf7fd2a4c3f04071c9df142734bbd81c1bcad6e600eae1a837d6e4");
    assertThat(ServiceSpec.of("S", List.of(other, one))).isEqualTo(spec);
  }

  /** Services of two jars may have files of one path. */
  @Test
  void filesOfOneNameCountInTheOrderOfTheirFingerprints() {
    ProtoFile one = new ProtoFile("service", "", "semantic:01");
    ProtoFile other = new ProtoFile("service", "", "semantic:02");

    assertThat(ServiceSpec.of("S", List.of(one, other)))
        .isEqualTo(ServiceSpec.of("S", List.of(other, one)));
  }

  @Test
  void featuresOfEditionsCount() {
    String edited = "edition = \"2023\"; message M { int32 x = 1; }";
    String implicit =
        "edition = \"2023\"; message M { int32 x = 1 [features.field_presence = IMPLICIT]; }";

    assertThat(Fingerprints.ofFile(parse(edited)))
        .isNotEqualTo(Fingerprints.ofFile(parse(implicit)));
  }

  @Test
  void canonicalFormHasEveryKindOfDefinitionInItsPlace() throws IOException {
    FileDescriptorProto file =
        last(new Protoc(Protoc.resources("golden/protos"), work), "canonical.proto");

    assertThat(CanonicalFile.json(file) + "\n")
        .isEqualTo(Files.readString(Protoc.resources("golden").resolve("canonical.json")));
  }

  private FileDescriptorProto parse(String text) {
    try {
      Files.writeString(work.resolve("echo.proto"), text);
      return last(new Protoc(work, work), "echo.proto");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileDescriptorProto last(Protoc protoc, String file) {
    List<FileDescriptorProto> files = protoc.request(file).getProtoFileList();
    return files.get(files.size() - 1);
  }
}
