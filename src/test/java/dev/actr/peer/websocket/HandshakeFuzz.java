package dev.actr.peer.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.fuzz.FuzzTarget;
import dev.actr.identity.Identities;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The headers by which a peer shows who it is. */
public final class HandshakeFuzz {

  private HandshakeFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget("peer-headers", 50_000, HandshakeFuzz::seeds, HandshakeFuzz::takes));
  }

  private static List<byte[]> seeds() {
    HttpHeaders headers = HandshakeHeaders.of(Identities.of("1a2b3c@101/acme:echo-service:1.0.0"));
    return List.of(
        headers.entries().stream()
            .map(header -> header.getKey() + ':' + header.getValue())
            .collect(Collectors.joining("\n"))
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean takes(byte[] bytes) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.add(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    try {
      assertThat(HandshakeHeaders.parse(headers).source()).isNotNull();
      return true;
    } catch (ActrException refused) {
      assertThat(refused.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
      return false;
    }
  }
}
