package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DevServerMainTest {

  private static final Pattern LISTENING =
      Pattern.compile(
          "actr dev server: AIS http://127\\.0\\.0\\.1:(\\d+)/ais"
              + " signaling ws://127\\.0\\.0\\.1:\\1/signaling/ws");

  @TempDir Path directory;

  private Process run(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(DevServerMain.class.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(errors().toFile()).start();
  }

  private Path errors() {
    return directory.resolve("stderr");
  }

  @Test
  void servesUntilItIsTerminated() throws Exception {
    Process process =
        run(
            "--port",
            "0",
            "--realm",
            "1001=lab-secret",
            "--realm",
            "7",
            "--credential-lifetime",
            "PT20M");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      Matcher listening = LISTENING.matcher(out.readLine());
      assertThat(listening.matches()).isTrue();
      int port = Integer.parseInt(listening.group(1));
      RegisterOk ok = register(port, 1001, "lab-secret").getSuccess();
      assertThat(ok.getCredentialExpiresAt().getSeconds() - Instant.now().getEpochSecond())
          .isBetween(1100L, 1200L);
      assertThat(register(port, 1001, "other").getError().getCode()).isEqualTo(403);
      assertThat(register(port, 7, "any").hasSuccess()).isTrue();
      assertThat(register(port, 8, "any").getError().getCode()).isEqualTo(403);
      try (RawClient connected = RawClient.upgraded(port, ok)) {
        // The process's own method would close the stream that is still read below.
        process.toHandle().destroy();

        assertThat(connected.readToEnd()).endsWith("the server stops");
      }
      assertThat(out.readLine()).as("a second line").isNull();
      assertThat(process.waitFor()).isEqualTo(128 + 15);
      assertThat(errors()).content().contains("ACTR000600").doesNotContain("secret");
    } finally {
      process.destroyForcibly();
    }
  }

  private static RegisterResponse register(int port, int realm, String secret) throws Exception {
    RegisterRequest.Builder request = TestAis.linked("acme:Echo:1.0.0");
    request.getRealmBuilder().setRealmId(realm);
    HttpResponse<byte[]> response =
        TestAis.HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ais/register"))
                .header("x-actrix-realm-secret", secret)
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.build().toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return RegisterResponse.parseFrom(response.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port",
        "--port x",
        "--port 70000",
        "--realm abc",
        "--realm 5=",
        "--realm 4294967296",
        "--credential-lifetime 1h",
        "--credential-lifetime PT0S",
        "--verbose",
        "8081",
      })
  void explainsWrongArguments(String args) throws Exception {
    Process process = run(args.split(" "));

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
    assertThat(errors()).content().startsWith("actr dev server: ").contains("usage: ");
  }

  @Test
  void saysWhyItCannotListen() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Process process = run("--port", Integer.toString(taken.getLocalPort()));

      assertThat(process.waitFor()).isEqualTo(1);
      assertThat(process.getInputStream().readAllBytes()).isEmpty();
      assertThat(Files.readString(errors())).contains("port " + taken.getLocalPort());
    }
  }
}
