package dev.actr.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.Hostile;
import dev.actr.webrtc.dtls.DtlsCertificate;
import dev.actr.webrtc.dtls.Fingerprint;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceParameters;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SdpParserTest {

  private static final String PRINT =
      "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99";

  /** As browsers write it, with sections and attributes that are of no use here. */
  private static final String BROWSER =
      """
      v=0
      o=- 4611731400430051336 2 IN IP4 127.0.0.1
      s=-
      t=0 0
      a=group:BUNDLE 0 1 2
      a=extmap-allow-mixed
      a=msid-semantic: WMS
      m=audio 9 UDP/TLS/RTP/SAVPF 111 63
      c=IN IP4 0.0.0.0
      a=rtcp:9 IN IP4 0.0.0.0
      a=ice-ufrag:aaaa
      a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa
      a=fingerprint:sha-256 PRINT
      a=setup:actpass
      a=mid:0
      a=rtpmap:111 opus/48000/2
      m=video 9 UDP/TLS/RTP/SAVPF 96
      c=IN IP4 0.0.0.0
      a=mid:1
      m=application 9 UDP/DTLS/SCTP webrtc-datachannel
      c=IN IP4 0.0.0.0
      a=candidate:1 1 udp 2113937151 3b6d4e8c-8a5c.local 54321 typ host generation 0
      a=candidate:nonsense
      a=ice-ufrag:bbbb
      a=ice-pwd:bbbbbbbbbbbbbbbbbbbbbbbb
      a=ice-options:trickle
      a=fingerprint:sha-1 00:11
      a=fingerprint:sha-256 PRINT
      a=setup:actpass
      a=mid:2
      a=sctp-port:5001
      a=max-message-size:262144
      """
          .replace("PRINT", PRINT);

  private static LocalDescription own(Setup setup) {
    return new LocalDescription(
        7,
        0,
        new IceParameters("abcd1234", "p".repeat(24)),
        DtlsCertificate.generate(new SecureRandom()).fingerprint(),
        setup,
        5000,
        262_144,
        List.of(IceCandidate.parse("candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host")),
        true);
  }

  @Test
  void theSectionOfDataChannelsIsFoundAmongOthers() {
    RemoteDescription description = SdpParser.parse(BROWSER);

    assertThat(description.dataLine()).isEqualTo(2);
    assertThat(description.ice()).isEqualTo(new IceParameters("bbbb", "b".repeat(24)));
    assertThat(description.setup()).isEqualTo(Setup.ACTPASS);
    assertThat(description.sctpPort()).isEqualTo(5001);
    assertThat(description.maxMessageSize()).isEqualTo(262_144);
    assertThat(description.fingerprints())
        .containsExactly(Fingerprint.parse("sha-256 " + PRINT).orElseThrow());
    assertThat(description.candidates()).hasSize(1);
  }

  @Test
  void anAnswerRejectsTheOtherSectionsInPlace() {
    String answer = own(Setup.ACTIVE).toAnswer(SdpParser.parse(BROWSER));

    assertThat(answer.lines().filter(line -> line.startsWith("m=")))
        .containsExactly(
            "m=audio 0 UDP/TLS/RTP/SAVPF 111 63",
            "m=video 0 UDP/TLS/RTP/SAVPF 96",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
    assertThat(answer).contains("a=group:BUNDLE 2\r\n").contains("a=setup:active\r\n");
    assertThat(SdpParser.parse(answer).dataLine()).isEqualTo(2);
  }

  @Test
  void attributesOfTheSessionCountForTheSection() {
    String sdp =
        BROWSER
            .replaceAll("(?s)m=audio.*m=application", "m=application")
            .replaceAll("a=(ice-ufrag|ice-pwd|fingerprint:sha-256|setup)[^\n]*\n", "")
            .replace(
                "t=0 0\n",
                "t=0 0\na=ice-ufrag:cccc\na=ice-pwd:cccccccccccccccccccccccc\na=setup:passive\n")
            .replace("a=fingerprint:sha-1 00:11\n", "")
            .replace("t=0 0\n", "t=0 0\na=fingerprint:sha-256 " + PRINT + "\n");

    RemoteDescription description = SdpParser.parse(sdp);

    assertThat(description.ice().usernameFragment()).isEqualTo("cccc");
    assertThat(description.setup()).isEqualTo(Setup.PASSIVE);
    assertThat(description.fingerprints()).hasSize(1);
  }

  @Test
  void aSectionOfABundleMayLeaveItsTransportToTheFirst() {
    String sdp = BROWSER.replaceAll("(?s)a=ice-ufrag:bbbb.*?a=mid:2", "a=bundle-only\na=mid:2");

    assertThat(SdpParser.parse(sdp).ice().usernameFragment()).isEqualTo("aaaa");
  }

  @Test
  void theOldFormIsReadAndAnsweredInKind() {
    String sdp =
        BROWSER
            .replace("UDP/DTLS/SCTP webrtc-datachannel", "DTLS/SCTP 5000")
            .replace("a=sctp-port:5001", "a=sctpmap:5000 webrtc-datachannel 1024")
            .replace("a=max-message-size:262144\n", "");

    RemoteDescription description = SdpParser.parse(sdp);

    assertThat(description.sctpPort()).isEqualTo(5000);
    assertThat(description.maxMessageSize()).isEqualTo(65_536);
    assertThat(own(Setup.ACTIVE).toAnswer(description))
        .contains("m=application 9 DTLS/SCTP 5000\r\n")
        .contains("a=sctpmap:5000 webrtc-datachannel 1024\r\n")
        .doesNotContain("sctp-port");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    LocalDescription own = own(Setup.ACTPASS);

    RemoteDescription read = SdpParser.parse(own.toOffer());

    assertThat(read.ice()).isEqualTo(own.ice());
    assertThat(read.fingerprints()).containsExactly(own.fingerprint());
    assertThat(read.setup()).isEqualTo(own.setup());
    assertThat(read.candidates()).isEqualTo(own.candidates());
    assertThat(read.maxMessageSize()).isEqualTo(own.maxMessageSize());
    assertThat(read.bundled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=fingerprint:sha-256 [^\n]*\n|",
        "a=setup:actpass|a=setup:holdconn",
        "a=setup:actpass\n|",
        "a=ice-ufrag:....|a=ice-ufrag:abc",
        "a=ice-ufrag:....|a=ice-ufrag:ab\u0000cd",
        "a=ice-pwd:[ab]*|a=ice-pwd:short",
        "a=ice-pwd:[ab]*\n|",
        "a=sctp-port:5001|a=sctp-port:70000",
        "a=sctp-port:5001|a=sctp-port:0",
        "a=max-message-size:262144|a=max-message-size:-1",
        "m=application 9|m=application 0",
        "webrtc-datachannel|something-else",
        "m=video 9 UDP/TLS/RTP/SAVPF 96|m=video",
        "a=mid:1|a=mid:\r\na=evil",
        "v=0|v=1",
        "s=-|nonsense",
        "a=fingerprint:sha-256 AA|a=fingerprint:sha-256 A",
      })
  @Hostile("H73")
  void whatLacksOrBreaksSomethingThatProtectsIsRefused(String change) {
    String[] parts = change.split("\\|", -1);
    String sdp = BROWSER.replaceAll(parts[0], parts[1]);

    assertThat(sdp).isNotEqualTo(BROWSER);
    assertThatThrownBy(() -> SdpParser.parse(sdp)).isInstanceOf(SdpException.class);
  }

  @Test
  @Hostile("H74")
  void aDescriptionThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> SdpParser.parse(BROWSER + "a=x\n".repeat(2001)))
        .isInstanceOf(SdpException.class);
    assertThatThrownBy(() -> SdpParser.parse(BROWSER + "a=" + "x".repeat(70_000)))
        .isInstanceOf(SdpException.class);
  }
}
