package dev.actr.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceCandidateTest {

  static final String REFLEXIVE =
      "candidate:842163049 1 udp 1677729535 203.0.113.5 61665 typ srflx"
          + " raddr 192.0.2.2 rport 61665 ufrag EsAw";

  @Test
  void aLineIsReadAndWrittenAgain() {
    IceCandidate candidate = IceCandidate.parse(REFLEXIVE);

    assertThat(candidate.type()).isEqualTo(CandidateType.SERVER_REFLEXIVE);
    assertThat(candidate.relatedAddress()).contains("192.0.2.2");
    assertThat(candidate.usernameFragment()).contains("EsAw");
    assertThat(candidate.toAttribute()).isEqualTo(REFLEXIVE);
  }

  @Test
  void extensionsThatAreNotKnownAreLeftOut() {
    IceCandidate candidate =
        IceCandidate.parse(
            "a=candidate:1 1 TCP 1518280447 192.0.2.2 9 typ host tcptype active"
                + " generation 0 ufrag EsAw network-id 1 network-cost 10");

    assertThat(candidate.toAttribute())
        .isEqualTo("candidate:1 1 tcp 1518280447 192.0.2.2 9 typ host tcptype active ufrag EsAw");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 1 udp 2113937151 3b6d4e8c-8a5c-4d6e.local 54321 typ host",
        "1 1 tcp 1518280447 192.0.2.2 9 typ host tcptype active",
        "1 1 ssltcp 1518280447 192.0.2.2 443 typ host",
        "1 2 udp 2113937151 192.0.2.2 54321 typ host",
        "1 1 udp 2113937151 0.0.0.0 54321 typ host",
        "1 1 udp 2113937151 255.255.255.255 54321 typ host",
        "1 1 udp 2113937151 224.0.0.251 5353 typ host",
        "1 1 udp 2113937151 ff02::fb 5353 typ host",
        "1 1 udp 2113937151 192.0.2.2 0 typ host",
      })
  void whatCannotBeSentToIsReadAndLeftOut(String line) {
    assertThat(RemoteCandidate.of(IceCandidate.parse(line))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.2", "2001:db8::1", "127.0.0.1"})
  void addressesCanBeSentTo(String address) {
    IceCandidate candidate = IceCandidate.parse("1 1 udp 2113937151 " + address + " 5000 typ host");

    assertThat(RemoteCandidate.of(candidate)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "candidate:",
        "candidate:1 1 udp 1 192.0.2.2 5000 host",
        "candidate:1 0 udp 1 192.0.2.2 5000 typ host",
        "candidate:1 1 udp 0 192.0.2.2 5000 typ host",
        "candidate:1 1 udp 2147483648 192.0.2.2 5000 typ host",
        "candidate:1 1 udp 1 192.0.2.2 65536 typ host",
        "candidate:1 1 udp 1 192.0.2.2 5000 typ sideways",
        "candidate:1 1 udp 1 evil\r\na=x 5000 typ host",
        "candidate:1 1 udp 1 192.0.2.2 5000 typ host ufrag a",
        "candidate:1 1 udp 1 192.0.2.2 -5 typ host",
        "candidate:1 1 udp 99999999999 192.0.2.2 5000 typ host",
      })
  void malformedLinesAreRefused(String line) {
    assertThatThrownBy(() -> IceCandidate.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("malformed candidate");
  }

  @Property
  void anyChangeEndsInACandidateOrARefusal(
      @ForAll @IntRange(max = 200) int from,
      @ForAll @IntRange(max = 20) int length,
      @ForAll @StringLength(max = 30) String text) {
    int start = from % REFLEXIVE.length();
    int end = Math.min(start + length, REFLEXIVE.length());
    String line = REFLEXIVE.substring(0, start) + text + REFLEXIVE.substring(end);
    try {
      String written = IceCandidate.parse(line).toAttribute();
      assertThat(written).matches("[ -~]+");
      assertThat(IceCandidate.parse(written).toAttribute()).isEqualTo(written);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("malformed candidate");
    }
  }
}
