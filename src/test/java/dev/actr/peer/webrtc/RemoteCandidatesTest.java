package dev.actr.peer.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import dev.actr.wire.proto.WebRtcProtos.IceCandidate;
import org.junit.jupiter.api.Test;

class RemoteCandidatesTest {

  private final RemoteCandidates candidates = new RemoteCandidates();

  private static IceCandidate of(String fragment, int number) {
    return IceCandidate.newBuilder()
        .setCandidate("candidate:" + number)
        .setUsernameFragment(fragment)
        .build();
  }

  @Test
  void oneOfTheCurrentDescriptionIsUsedAtOnce() {
    candidates.described("a");
    assertThat(candidates.add(of("a", 1))).contains(of("a", 1));
  }

  @Test
  void thoseThatComeBeforeTheirDescriptionAreKeptForIt() {
    assertThat(candidates.add(of("a", 1))).isEmpty();
    assertThat(candidates.add(of("b", 2))).isEmpty();
    assertThat(candidates.add(of("a", 3))).isEmpty();
    assertThat(candidates.described("a")).containsExactly(of("a", 1), of("a", 3));
    assertThat(candidates.described("a")).isEmpty();
    assertThat(candidates.described("b")).containsExactly(of("b", 2));
  }

  @Test
  void thoseOfAnEarlierDescriptionAreDropped() {
    candidates.described("a");
    candidates.described("b");
    assertThat(candidates.add(of("a", 1))).isEmpty();
    assertThat(candidates.described("a")).isEmpty();
  }

  @Test
  void thoseOfASessionThatIsOverAreDroppedAndThoseForTheNextAreKept() {
    candidates.described("a");
    candidates.add(of("b", 1));
    candidates.sessionEnded();
    assertThat(candidates.add(of("a", 2))).isEmpty();
    assertThat(candidates.described("b")).containsExactly(of("b", 1));
  }

  @Test
  void oneThatDoesNotSayWhoseItIsIsDropped() {
    assertThat(candidates.add(of("", 1))).isEmpty();
    assertThat(candidates.described("")).isEmpty();
  }

  @Test
  void noMoreThanTheNewestAreKept() {
    for (int number = 0; number < 300; number++) {
      candidates.add(of("a", number));
    }
    assertThat(candidates.described("a"))
        .hasSize(256)
        .startsWith(of("a", 44))
        .endsWith(of("a", 299));
  }

  @Test
  @Hostile("H165")
  void aLargeOneIsNotKept() {
    IceCandidate large =
        IceCandidate.newBuilder()
            .setCandidate("candidate:" + "1".repeat(2048))
            .setUsernameFragment("a")
            .build();
    assertThat(candidates.add(large)).isEmpty();
    assertThat(candidates.described("a")).isEmpty();
    assertThat(candidates.add(large)).isEmpty();
  }

  @Test
  @Hostile("H166")
  void ofAFloodTheLastAreKept() {
    for (int i = 0; i < 10_000; i++) {
      candidates.add(of("a", i));
    }
    assertThat(candidates.described("a")).hasSize(256).last().isEqualTo(of("a", 9999));
  }
}
