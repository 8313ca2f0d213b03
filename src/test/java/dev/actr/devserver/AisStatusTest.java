package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AisStatusTest {

  private DevServer server;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.builder().port(0).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tellsThatItIsHealthy() throws Exception {
    JsonNode health = json("/health");
    JsonNode ais = json("/ais/health");

    assertThat(health.get("status").textValue()).isEqualTo("healthy");
    assertThat(health.get("node").isTextual()).isTrue();
    assertThat(health.get("version").isTextual()).isTrue();
    assertThat(health.get("services")).hasSize(2);
    assertThat(ais.get("service").textValue()).isEqualTo("ais");
    assertThat(ais.get("status").textValue()).isEqualTo("healthy");
    assertThat(ais.get("key_cache").get("key_id").longValue()).isEqualTo(keyId());
    assertThat(ais.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "service", "version", "status", "database", "ks_service", "key_cache");
    HttpResponse<byte[]> signaling = TestAis.get(server, "/signaling/health");
    assertThat(signaling.statusCode()).isEqualTo(200);
    assertThat(new String(signaling.body(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("ok");
  }

  @Test
  void tellsTheKeyThatCredentialsAreSignedWith() throws Exception {
    RegisterOk ok = TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0"));

    JsonNode pubkey = json("/ais/signing-pubkey");

    assertThat(pubkey.get("status").textValue()).isEqualTo("success");
    assertThat(pubkey.get("key_id").longValue())
        .isEqualTo(Integer.toUnsignedLong(ok.getSigningKeyId()))
        .isEqualTo(keyId());
    assertThat(Base64.getDecoder().decode(pubkey.get("pubkey").textValue()))
        .isEqualTo(ok.getSigningPubkey().toByteArray());
  }

  @ParameterizedTest
  @CsvSource({
    "/, 400",
    "/signaling/ws, 400",
    "/ais/register, 404",
    "/nowhere, 404",
    "/ais/%zz, 400",
  })
  void answersRequestsThatMakeNoSense(String path, int status) throws Exception {
    try (RawClient raw = new RawClient(server)) {
      raw.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  private long keyId() throws Exception {
    return json("/ais/current-key").get("key_id").longValue();
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<byte[]> response = TestAis.get(server, path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    return new ObjectMapper().readTree(response.body());
  }
}
