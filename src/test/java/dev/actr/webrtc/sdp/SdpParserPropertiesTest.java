package dev.actr.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.webrtc.dtls.DtlsCertificate;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceParameters;
import java.security.SecureRandom;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Descriptions of a hostile peer end in a description or a refusal, and in nothing else. */
class SdpParserPropertiesTest {

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
  private static final String OFFER = OWN.toOffer();

  private static void read(String sdp) {
    RemoteDescription description;
    try {
      description = SdpParser.parse(sdp);
    } catch (SdpException refused) {
      return;
    }
    // What was taken can be answered, and no line of the answer is of the peer's making.
    String answer = OWN.toAnswer(description);
    assertThat(answer.split("\r\n"))
        .allMatch(line -> line.matches("[vostcma]=[^\r\n]*"))
        .filteredOn(line -> line.startsWith("m="))
        .hasSameSizeAs(description.lines());
    assertThat(answer.split("\r\n")).filteredOn(line -> line.contains("setup")).hasSize(1);
  }

  @Property
  void anyText(@ForAll String text) {
    read(text);
    read("v=0\r\n" + text);
  }

  @Property
  void aPartReplacedByAnyText(
      @ForAll @IntRange(max = 2000) int from,
      @ForAll @IntRange(max = 40) int length,
      @ForAll @StringLength(max = 40) String text) {
    int start = from % OFFER.length();
    int end = Math.min(start + length, OFFER.length());
    read(OFFER.substring(0, start) + text + OFFER.substring(end));
  }

  @Property
  void aLineOfAnyText(
      @ForAll @IntRange(max = 30) int at, @ForAll @StringLength(max = 60) String text) {
    String[] lines = OFFER.split("\r\n");
    lines[at % lines.length] += text;
    read(String.join("\r\n", lines));
  }

  @Property
  void aLineLeftOutOrDoubled(@ForAll @IntRange(max = 30) int at, @ForAll boolean doubled) {
    String[] lines = OFFER.split("\r\n");
    int index = at % lines.length;
    lines[index] = doubled ? lines[index] + "\r\n" + lines[index] : "";
    read(String.join("\r\n", lines));
  }
}
