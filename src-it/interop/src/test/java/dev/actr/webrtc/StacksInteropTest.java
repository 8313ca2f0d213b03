package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.actr.interop.Required;
import dev.actr.sctp.DataChannelOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Data channels with Chromium, werift and libdatachannel, which echo what they get. */
class StacksInteropTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Peer ours = new Peer(PeerConnectionFactory.builder(executor).build());
  private ScriptedPeer theirs;

  @AfterEach
  void close() {
    ours.close();
    if (theirs != null) {
      theirs.close();
    }
    executor.shutdown();
  }

  static Stream<Arguments> stacks() {
    String only = System.getProperty("interop.stack", "");
    return Stream.of(Stack.values())
        .filter(stack -> stack.toString().contains(only))
        .flatMap(stack -> Stream.of(Arguments.of(stack, true), Arguments.of(stack, false)));
  }

  /** With the role of this side. */
  static Stream<Arguments> stacksAndRoles() {
    // As offerer it ends with a TypeError if the peer's SCTP is up before its own has started.
    return stacks().filter(one -> !List.of(one.get()).equals(List.of(Stack.WERIFT, false)));
  }

  static Stream<Arguments> stacksThatRestart() {
    // werift begins no checks after its own offer, as its DTLS is connected.
    return stacks()
        .filter(one -> one.get()[0] != Stack.LIBDATACHANNEL)
        .filter(one -> !List.of(one.get()).equals(List.of(Stack.WERIFT, false)));
  }

  private void connect(Stack stack, boolean weOffer) throws Exception {
    Required.that(stack.isInstalled(), () -> stack + " is not installed");
    theirs = new ScriptedPeer(ours, stack, folder);
    if (weOffer) {
      ours.open(DataChannelOptions.of("first"));
      theirs.answer();
    } else {
      theirs.open("first", true, -1);
      theirs.offer(false);
    }
    awaitOpen("first");
  }

  private void awaitOpen(String label) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ours.channels)
                    .as("our states: %s, events of the peer: %s", ours.states, theirs)
                    .containsKey(label));
    theirs.awaitEvent("open", label);
  }

  /** The largest message both sides take. */
  private int largest() {
    return Math.min(262_144, ours.channels.get("first").maxMessageSize());
  }

  private void echo(String label, byte[] message) {
    int before = ours.received.size();
    ours.channels.get(label).send(message, true);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ours.received)
                    .as(
                        "the echo of %d bytes; our states: %s, %s, events of the peer: %s",
                        message.length, ours.states, ours.connection.stats().join(), theirs)
                    .hasSizeGreaterThan(before));
    assertThat(ours.received.get(before).data()).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("stacksAndRoles")
  void messagesOfAllSizesGoThereAndBack(Stack stack, boolean weOffer) throws Exception {
    connect(stack, weOffer);
    List<Integer> sizes = new ArrayList<>(List.of(1, 1000, 1200, 16_384, 65_535, largest()));
    if (stack != Stack.WERIFT) {
      // werift takes empty messages and sends none.
      sizes.add(0);
    }
    for (int size : sizes) {
      byte[] message = new byte[size];
      new Random(size).nextBytes(message);
      echo("first", message);
    }
  }

  @ParameterizedTest
  @MethodSource("stacksAndRoles")
  void partlyReliableChannelsOpenFromBothSides(Stack stack, boolean weOffer) throws Exception {
    connect(stack, weOffer);

    ours.open(DataChannelOptions.of("mine").unordered().withMaxRetransmits(3).withProtocol("p"));
    theirs.open("theirs", false, 3);
    awaitOpen("mine");
    awaitOpen("theirs");

    if (stack == Stack.CHROMIUM) {
      // The others do not say, or not right, how a channel of the peer is.
      JsonNode mine = theirs.awaitEvent("open", "mine");
      assertThat(mine.get("ordered").asBoolean()).isFalse();
      assertThat(mine.get("maxRetransmits").asInt()).isEqualTo(3);
      assertThat(mine.get("protocol").asText()).isEqualTo("p");
    }
    DataChannelOptions options = ours.channels.get("theirs").options();
    // werift tells its peer of an unordered channel with a limit as of an ordered one.
    assertThat(options.ordered()).isEqualTo(stack == Stack.WERIFT);
    assertThat(options.maxRetransmits()).hasValue(3);
    echo("mine", new byte[1000]);
    echo("theirs", new byte[1000]);
  }

  @ParameterizedTest
  @MethodSource("stacksAndRoles")
  void muchDataGoesThereAndBackInOrder(Stack stack, boolean weOffer) throws Exception {
    connect(stack, weOffer);
    RtcDataChannel channel = ours.channels.get("first");
    int count = 300;
    for (int i = 0; i < count; i++) {
      byte[] message = new byte[16_384];
      message[0] = (byte) i;
      while (!channel.send(message, true)) {
        await().until(() -> channel.bufferedAmount() < 512 * 1024);
      }
    }
    await().atMost(Duration.ofMinutes(1)).until(() -> ours.received.size() == count);
    for (int i = 0; i < count; i++) {
      assertThat(ours.received.get(i).data()[0]).isEqualTo((byte) i);
    }
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void aChannelClosesFromEitherSide(Stack stack, boolean weClose) throws Exception {
    connect(stack, true);

    if (weClose) {
      ours.channels.get("first").close();
    } else {
      theirs.closeChannel("first");
    }

    await().atMost(PATIENCE).until(() -> ours.closed.contains("first"));
    theirs.awaitEvent("close", "first");
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void aConnectionClosesFromEitherSide(Stack stack, boolean weClose) throws Exception {
    connect(stack, true);

    if (weClose) {
      ours.connection.close();
      theirs.awaitEvent("close", "first");
    } else {
      theirs.closeConnection();
      await().atMost(PATIENCE).until(() -> ours.connection.state() == PeerConnectionState.CLOSED);
    }
  }

  @ParameterizedTest
  @MethodSource("stacksThatRestart")
  void iceRestartsFromEitherSide(Stack stack, boolean weRestart) throws Exception {
    connect(stack, true);
    int before = ours.candidates.size();

    if (weRestart) {
      ours.connection.restartIce();
      theirs.answer();
    } else {
      theirs.offer(true);
    }

    await().atMost(PATIENCE).until(() -> ours.candidates.size() > before);
    echo("first", new byte[1000]);
    assertThat(ours.states).doesNotContain(PeerConnectionState.FAILED);
  }
}
