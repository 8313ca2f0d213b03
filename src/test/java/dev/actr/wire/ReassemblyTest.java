package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.actr.Hostile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReassemblyTest {

  private long now = -5;

  private static ChannelFrame piece(int message, int index, int total, String body) {
    return new ChannelFrame(
        message, index, total, ByteBuffer.wrap(body.getBytes(StandardCharsets.US_ASCII)));
  }

  private Reassembly reassembly(int maxMessage, boolean lossy) {
    return new Reassembly(maxMessage, lossy, () -> now);
  }

  private static Optional<String> text(Optional<ReceivedMessage> message) {
    return message.map(ReceivedMessage::head).map(ReassemblyTest::text);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII.decode(bytes).toString();
  }

  @Test
  void aWholeMessageIsHandedOnAtOnce() throws WireException {
    assertThat(text(reassembly(10, false).add(piece(1, 0, 1, "whole")))).contains("whole");
  }

  @Test
  void piecesOfMixedMessagesAreJoinedInTheOrderOfTheirIndexes() throws WireException {
    Reassembly reassembly = reassembly(10, false);
    assertThat(reassembly.add(piece(1, 2, 3, "c"))).isEmpty();
    assertThat(reassembly.add(piece(2, 0, 2, "x"))).isEmpty();
    assertThat(reassembly.add(piece(1, 0, 3, "a"))).isEmpty();
    assertThat(text(reassembly.add(piece(2, 1, 2, "y")))).contains("xy");
    assertThat(text(reassembly.add(piece(1, 1, 3, "b")))).contains("abc");
  }

  @Test
  void aRepeatedPieceReplacesTheFormer() throws WireException {
    Reassembly reassembly = reassembly(10, false);
    reassembly.add(piece(1, 0, 2, "long"));
    reassembly.add(piece(1, 0, 2, "a"));
    assertThat(text(reassembly.add(piece(1, 1, 2, "b")))).contains("ab");
  }

  @Test
  void anIdThatComesAgainIsAnotherMessage() throws WireException {
    Reassembly reassembly = reassembly(10, false);
    reassembly.add(piece(1, 0, 2, "a"));
    reassembly.add(piece(1, 1, 2, "b"));
    assertThat(reassembly.add(piece(1, 1, 2, "d"))).isEmpty();
    assertThat(text(reassembly.add(piece(1, 0, 2, "c")))).contains("cd");
  }

  @Test
  void ofAMessageThatIsTooLongTheMidstIsLeftOut() throws WireException {
    Reassembly reassembly = reassembly(4, false);
    for (int index = 0; index < 9; index++) {
      assertThat(reassembly.add(piece(1, index, 10, "a" + index))).isEmpty();
    }
    ReceivedMessage message = reassembly.add(piece(1, 9, 10, "a9")).orElseThrow();
    assertThat(text(message.head())).isEqualTo("a0");
    assertThat(text(message.tail())).isEqualTo("a8a9");
    assertThat(message.length()).isEqualTo(20);
  }

  @Test
  @Hostile("H88")
  void aMessageThatIsTooLongIsNotKept() throws WireException {
    Reassembly reassembly = reassembly(1_000, false);
    String kilobyte = "x".repeat(1_000);
    // Many times what is kept of all messages.
    for (int index = 0; index < 65_000; index++) {
      assertThat(reassembly.add(piece(1, index, 65_535, kilobyte))).isEmpty();
    }
    assertThat(text(reassembly.add(piece(2, 0, 1, "next")))).contains("next");
  }

  @Test
  void piecesOfALongMessageThatComeAgainInPlaceOfOthersAreRefused() throws WireException {
    Reassembly reassembly = reassembly(1, false);
    for (int index = 1; index < 5; index++) {
      reassembly.add(piece(1, index, 6, "a"));
    }
    reassembly.add(piece(1, 2, 6, "a"));
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> reassembly.add(piece(1, 2, 6, "a")));
  }

  @Test
  void aPieceBeyondTheTotalOfTheFirstIsRefused() throws WireException {
    Reassembly reassembly = reassembly(10, false);
    reassembly.add(piece(1, 0, 2, "a"));
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> reassembly.add(piece(1, 2, 3, "c")));
  }

  @Test
  @Hostile("H89")
  void whereNothingIsLostTooManyMessagesAtOnceAreRefused() throws WireException {
    Reassembly reassembly = reassembly(10, false);
    for (int message = 0; message < 64; message++) {
      reassembly.add(piece(message, 0, 2, ""));
    }
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> reassembly.add(piece(64, 0, 2, "")));
  }

  @Test
  void wherePiecesAreLostTheOldestMessageMakesRoom() throws WireException {
    Reassembly reassembly = reassembly(10, true);
    for (int message = 0; message < 65; message++) {
      reassembly.add(piece(message, 0, 2, "a"));
    }
    assertThat(text(reassembly.add(piece(1, 1, 2, "b")))).contains("ab");
    assertThat(reassembly.add(piece(0, 1, 2, "b"))).isEmpty();
  }

  @Test
  void anIncompleteMessageIsForgottenAfterAMinute() throws WireException {
    Reassembly reassembly = reassembly(10, false);
    reassembly.add(piece(1, 0, 2, "a"));
    now += Duration.ofSeconds(60).toNanos();
    assertThat(reassembly.add(piece(1, 1, 2, "b"))).isEmpty();
  }
}
