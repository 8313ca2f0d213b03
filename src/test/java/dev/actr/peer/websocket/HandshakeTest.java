package dev.actr.peer.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.identity.Identities;
import dev.actr.identity.Identity;
import dev.actr.net.IoLoops;
import dev.actr.net.WebSocketClient;
import dev.actr.net.WebSocketLimits;
import dev.actr.wire.Golden;
import dev.actr.wire.Golden.Event;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a node says who it is when it connects to a peer. */
class HandshakeTest {

  private static final Map<String, String> RECORDED = recorded();
  private static final String SOURCE = RECORDED.get("x-actr-source-id");
  private static final String CREDENTIAL = RECORDED.get("x-actr-credential");

  /** The upgrade request of a real node. */
  private static Map<String, String> recorded() {
    List<Event> upgrades = Golden.events(e -> e.is("ws-direct", "upgrade"));
    assertThat(upgrades).hasSize(1);
    Map<String, String> headers = new TreeMap<>();
    var raw = upgrades.get(0).json().get("rawHeaders");
    for (int i = 0; i < raw.size(); i += 2) {
      headers.put(raw.get(i).asText().toLowerCase(Locale.ROOT), raw.get(i + 1).asText());
    }
    return headers;
  }

  private static Identity identity() throws Exception {
    ActrProtos.ActrId id = ActrProtos.ActrId.parseFrom(HexFormat.of().parseHex(SOURCE));
    AIdCredential credential = AIdCredential.parseFrom(Base64.getDecoder().decode(CREDENTIAL));
    return Identities.of(ProtoValues.fromProto(id), credential, Duration.ofHours(1));
  }

  @Test
  void theHeadersAreThoseOfARealNode() throws Exception {
    HttpHeaders headers = HandshakeHeaders.of(identity());
    assertThat(headers.size()).isEqualTo(2);
    assertThat(headers.get("x-actr-source-id")).isEqualTo(SOURCE);
    assertThat(headers.get("x-actr-credential")).isEqualTo(CREDENTIAL);
  }

  @Test
  void theHeadersOfARealNodeAreRead() throws Exception {
    HandshakeHeaders headers = HandshakeHeaders.parse(headers(SOURCE, CREDENTIAL));
    assertThat(headers.source()).isEqualTo(identity().id());
    assertThat(headers.credential()).isEqualTo(identity().credential());
  }

  private static HttpHeaders headers(String source, String credential) {
    return new DefaultHttpHeaders()
        .add("x-actr-source-id", source)
        .add("x-actr-credential", credential);
  }

  @Test
  void hexIsLowerCaseBase64IsPaddedAndUpperCaseHexIsRead() throws Exception {
    Identity identity = Identities.of("ffabcd@1001/acme:Echo:1.0.0");
    HttpHeaders headers = HandshakeHeaders.of(identity);
    String source = headers.get("X-Actr-Source-ID");
    String credential = headers.get("X-Actr-Credential");
    assertThat(source).matches("[0-9a-f]+").containsPattern("[a-f]");
    assertThat(credential.length() % 4).isZero();
    assertThat(HandshakeHeaders.parse(headers(source.toUpperCase(Locale.ROOT), credential)))
        .isEqualTo(new HandshakeHeaders(identity.id(), identity.credential()));
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "0, AAAA", "zz, AAAA", "0a, AAAA", "'0a03 08', AAAA", "0a, '!'"})
  void whatIsNoIdentityIsDenied(String source, String credential) {
    assertDenied(headers(source, credential));
    assertDenied(headers(SOURCE, credential));
    assertDenied(headers(source, CREDENTIAL));
  }

  @Test
  void eachHeaderMustBeThereOnce() {
    assertDenied(new DefaultHttpHeaders());
    assertDenied(headers(SOURCE, CREDENTIAL).remove("x-actr-source-id"));
    assertDenied(headers(SOURCE, CREDENTIAL).remove("x-actr-credential"));
    assertDenied(headers(SOURCE, CREDENTIAL).add("x-actr-source-id", SOURCE));
    assertDenied(headers(SOURCE, CREDENTIAL).add("x-actr-credential", CREDENTIAL));
  }

  private static void assertDenied(HttpHeaders headers) {
    ActrException failure =
        catchThrowableOfType(ActrException.class, () -> HandshakeHeaders.parse(headers));
    assertThat(failure.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
    assertThat(failure.getMessage()).doesNotContain(SOURCE).doesNotContain(CREDENTIAL);
  }

  /** The whole request: no header more or less than a real node's, and the same values. */
  @Test
  void theUpgradeRequestIsThatOfARealNode() throws Exception {
    ActrId peer = ActrId.parse("1@1001/acme:EchoService:1.0.0");
    Identity identity = identity();
    try (IoLoops loops = new IoLoops();
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      new WebSocketDialler(
              new WebSocketClient(loops, Runnable::run),
              WebSocketLimits.ofMessage(1024),
              Duration.ZERO,
              () -> identity,
              new RecordingEvents())
          .dial(peer, URI.create("ws://127.0.0.1:" + server.getLocalPort()), null);

      List<String> lines = new ArrayList<>();
      try (Socket socket = server.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          lines.add(line);
        }
      }
      assertThat(lines.remove(0)).isEqualTo("GET / HTTP/1.1");
      Map<String, String> sent = new TreeMap<>();
      for (String line : lines) {
        String[] header = line.split(": ", 2);
        assertThat(sent.put(header[0].toLowerCase(Locale.ROOT), header[1])).isNull();
      }
      Map<String, String> expected = new TreeMap<>(RECORDED);
      expected.put("host", "127.0.0.1:" + server.getLocalPort());
      expected.put("sec-websocket-key", sent.get("sec-websocket-key"));
      // The case of this token is of no account.
      expected.put("connection", expected.get("connection").toLowerCase(Locale.ROOT));
      assertThat(sent).isEqualTo(expected);
    }
  }
}
