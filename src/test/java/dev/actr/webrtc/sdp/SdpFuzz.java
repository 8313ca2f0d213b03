package dev.actr.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.fuzz.FuzzTarget;
import dev.actr.webrtc.dtls.DtlsCertificate;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceParameters;
import dev.actr.wire.Golden;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/** Descriptions of a hostile peer end in a description or a refusal, and in nothing else. */
public final class SdpFuzz {

  private static final LocalDescription OWN =
      new LocalDescription(
          1,
          0,
          new IceParameters("abcd", "p".repeat(22)),
          DtlsCertificate.generate(new SecureRandom()).fingerprint(),
          Setup.ACTPASS,
          5000,
          65_536,
          List.of(IceCandidate.parse("candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host")),
          true);

  static final String OFFER = OWN.toOffer();

  private SdpFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget(
            "sdp",
            20_000,
            SdpFuzz::seeds,
            bytes -> read(new String(bytes, StandardCharsets.UTF_8))));
  }

  private static List<byte[]> seeds() {
    return Stream.concat(
            Stream.of(OFFER),
            Golden.events(event -> true).stream()
                .flatMap(event -> event.json().findValuesAsText("sdp").stream())
                .filter(sdp -> sdp.startsWith("v=0"))
                .distinct())
        .map(sdp -> sdp.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** Whether the description is taken. */
  static boolean read(String sdp) {
    RemoteDescription description;
    try {
      description = SdpParser.parse(sdp);
    } catch (SdpException refused) {
      return false;
    }
    // What was taken can be answered, and no line of the answer is of the peer's making.
    String answer = OWN.toAnswer(description);
    assertThat(answer.split("\r\n"))
        .allMatch(line -> line.matches("[vostcma]=[^\r\n]*"))
        .filteredOn(line -> line.startsWith("m="))
        .hasSameSizeAs(description.lines());
    assertThat(answer.split("\r\n")).filteredOn(line -> line.startsWith("a=setup")).hasSize(1);
    return true;
  }
}
