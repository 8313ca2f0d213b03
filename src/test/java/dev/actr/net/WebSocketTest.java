package dev.actr.net;

import static dev.actr.net.Loopback.LIMITS;
import static dev.actr.net.Loopback.get;
import static dev.actr.net.Loopback.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.net.Loopback.Recorder;
import dev.actr.net.Loopback.Tap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {

  private static Loopback loopback;

  private final Tap tap = new Tap();
  private final Recorder here = new Recorder();
  private HttpServer server;
  private Channel channel;
  private Recorder there;

  @BeforeAll
  static void startLoops() {
    loopback = new Loopback();
  }

  @AfterAll
  static void stopLoops() {
    loopback.close();
  }

  @BeforeEach
  void connect() throws Exception {
    server = loopback.echo(LIMITS);
    channel = get(loopback.connect(server.port(), LIMITS, tap, here));
    there = take(loopback.accepted);
  }

  @AfterEach
  void disconnect() {
    channel.close().awaitUninterruptibly();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 999, 1000, 1001, 2000, 2001, 10_000})
  void messagesOfAnySizeWithinTheLimitTravelBothWays(int size) throws Exception {
    byte[] message = new byte[size];
    new Random(size).nextBytes(message);
    get(WebSockets.send(channel, message, LIMITS));
    assertThat(take(there.messages)).isEqualTo(message);
    assertThat(take(here.messages)).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 1001, 10_000})
  void messagesThatWriteThemselvesTravelAsOthersDo(int size) throws Exception {
    byte[] message = new byte[size];
    new Random(size).nextBytes(message);
    get(WebSockets.send(channel, size, buffer -> buffer.put(message), LIMITS));
    assertThat(take(there.messages)).isEqualTo(message);
  }

  @Test
  void aMessageThatFailsToWriteItselfFailsAloneAndItsConnectionGoesOn() throws Exception {
    IllegalStateException failure = new IllegalStateException("on purpose");
    CompletableFuture<Void> sent =
        WebSockets.send(
            channel,
            5,
            buffer -> {
              throw failure;
            },
            LIMITS);
    assertThat(Loopback.failure(sent)).isEqualTo(failure);
    get(WebSockets.send(channel, new byte[7], LIMITS));
    assertThat(take(there.messages)).hasSize(7);
  }

  @Test
  void messagesArriveInTheOrderTheyAreSent() throws Exception {
    for (int i = 0; i < 100; i++) {
      WebSockets.send(channel, new byte[i * 50], LIMITS);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(take(here.messages)).hasSize(i * 50);
    }
  }

  @Test
  void aMessageBeyondTheLimitIsNotSent() throws Exception {
    CompletableFuture<Void> sent = WebSockets.send(channel, new byte[10_001], LIMITS);
    assertThat(Loopback.failure(sent))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("message of 10001 bytes, the limit is 10000");
    assertEchoes();
  }

  @Test
  void aFrameBeyondTheLimitOfTheReceiverEndsTheConnectionWith1009() throws Exception {
    WebSockets.send(channel, new byte[1001], new WebSocketLimits(1001, 1001));
    assertThat(take(tap.frames)).startsWith("close 1009 ");
    assertThat(take(tap.frames)).isEqualTo("end");
    assertClosedOnBothSides();
    assertThat(there.messages).isEmpty();
  }

  @Test
  void aMessageOfManyFramesBeyondTheLimitEndsTheConnectionWith1009() throws Exception {
    WebSockets.send(channel, new byte[10_001], new WebSocketLimits(1000, 20_000));
    assertThat(take(tap.frames)).isEqualTo("close 1009 message is too large");
    assertThat(take(tap.frames)).isEqualTo("end");
    assertClosedOnBothSides();
    assertThat(there.messages).isEmpty();
  }

  @Test
  void whatTheServerSendsIsLimitedToo() throws Exception {
    WebSockets.send(get(there.channel), new byte[1001], new WebSocketLimits(1001, 1001));
    assertClosedOnBothSides();
    assertThat(here.messages).isEmpty();
  }

  @Test
  void framesThatBreakTheRulesEndTheConnectionWith1002() throws Exception {
    channel.writeAndFlush(new ContinuationWebSocketFrame(Unpooled.EMPTY_BUFFER));
    assertThat(take(tap.frames)).startsWith("close 1002 ");
    assertClosedOnBothSides();
  }

  @Test
  void textIsIgnored() throws Exception {
    channel.writeAndFlush(new TextWebSocketFrame("hello"));
    channel.writeAndFlush(new TextWebSocketFrame(false, 0, "hel"));
    channel.writeAndFlush(new ContinuationWebSocketFrame(true, 0, "lo"));
    assertEchoes();
  }

  @Test
  void pingsAreAnsweredWithTheirPayloadByBothSides() throws Exception {
    channel.writeAndFlush(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1, 2, 3})));
    assertThat(take(tap.frames)).isEqualTo("pong 010203");

    Tap serverTap = new Tap();
    Channel serverChannel = get(there.channel);
    serverChannel
        .pipeline()
        .addBefore(serverChannel.pipeline().context(there).name(), "tap", serverTap);
    serverChannel.writeAndFlush(new PingWebSocketFrame());
    assertThat(take(serverTap.frames)).isEqualTo("pong ");
    assertEchoes();
  }

  @Test
  void pingsBetweenTheFramesOfAMessageAreAnswered() throws Exception {
    channel.write(new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[] {1})));
    channel.write(new PingWebSocketFrame());
    channel.writeAndFlush(
        new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[] {2})));
    assertThat(take(tap.frames)).isEqualTo("pong ");
    assertThat(take(here.messages)).containsExactly(1, 2);
  }

  @Test
  void aCloseFrameIsAnsweredWithItsStatus() throws Exception {
    channel.writeAndFlush(new CloseWebSocketFrame(4001, "enough"));
    assertThat(take(tap.frames)).isEqualTo("close 4001 ");
    assertClosedOnBothSides();
  }

  @Test
  void aCloseFrameWithoutStatusIsAnsweredWithOneWithoutStatus() throws Exception {
    channel.writeAndFlush(new CloseWebSocketFrame());
    assertThat(take(tap.frames)).isEqualTo("close -1 ");
    assertClosedOnBothSides();
  }

  @Test
  void theServerClosesWithStatusAndReason() throws Exception {
    WebSockets.close(get(there.channel), WebSocketCloseStatus.POLICY_VIOLATION, "displaced");
    assertThat(take(tap.frames)).isEqualTo("close 1008 displaced");
    assertClosedOnBothSides();
  }

  @Test
  void theClientClosesWithStatusAndReason() throws Exception {
    WebSockets.close(channel, WebSocketCloseStatus.NORMAL_CLOSURE, "bye");
    assertThat(take(tap.frames)).isEqualTo("close 1000 ");
    assertClosedOnBothSides();
  }

  @Test
  void nothingFollowsACloseFrame() throws Exception {
    Tap passive = new Tap();
    Channel passiveChannel = get(loopback.connect(server.port(), LIMITS, passive));
    Recorder closing = take(loopback.accepted);
    Channel closingChannel = get(closing.channel);

    WebSockets.close(closingChannel, WebSocketCloseStatus.POLICY_VIOLATION, "displaced");
    assertThat(take(passive.frames)).isEqualTo("close 1008 displaced");
    assertThat(Loopback.failure(WebSockets.send(closingChannel, new byte[1], LIMITS)))
        .isInstanceOf(IOException.class);
    passiveChannel.writeAndFlush(new CloseWebSocketFrame(1008, ""));
    assertThat(take(passive.frames)).isEqualTo("end");
  }

  @Test
  void aConnectionIsCutWhenTheCloseFrameIsNotAnswered() throws Exception {
    Channel serverChannel = get(there.channel);
    serverChannel.eventLoop().submit(() -> serverChannel.config().setAutoRead(false)).get();
    WebSockets.close(channel, WebSocketCloseStatus.NORMAL_CLOSURE, "bye");
    await().until(() -> here.closed.size() == 1);
    serverChannel.config().setAutoRead(true);
    assertClosedOnBothSides();
  }

  @Test
  void closingTwiceIsHarmless() throws Exception {
    WebSockets.close(channel, WebSocketCloseStatus.NORMAL_CLOSURE, "bye");
    assertClosedOnBothSides();
    WebSockets.close(channel, WebSocketCloseStatus.NORMAL_CLOSURE, "bye");
    assertClosedOnBothSides();
  }

  @Test
  void sendingOnAClosedConnectionFails() throws Exception {
    channel.close().sync();
    CompletableFuture<Void> sent = WebSockets.send(channel, new byte[1], LIMITS);
    assertThat(Loopback.failure(sent)).isInstanceOf(IOException.class);
  }

  @Test
  void sendingFailsOnceTheThreadsHaveEnded() throws Exception {
    try (Loopback other = new Loopback();
        HttpServer otherServer = loopback.echo(LIMITS)) {
      Channel open = get(other.connect(otherServer.port(), LIMITS, new Recorder()));
      take(loopback.accepted);
      other.loops.close();
      assertThat(Loopback.failure(WebSockets.send(open, new byte[1], LIMITS)))
          .isInstanceOf(IOException.class);
      WebSockets.close(open, WebSocketCloseStatus.NORMAL_CLOSURE, "");
      assertThat(open.isOpen()).isFalse();
    }
  }

  @Test
  void aHandlerThatThrowsLosesOnlyItsOwnConnection() throws Exception {
    Recorder other = new Recorder();
    Channel otherChannel = get(loopback.connect(server.port(), LIMITS, other));
    take(loopback.accepted);

    WebSockets.send(channel, "fail".getBytes(), LIMITS);
    assertClosedOnBothSides();
    WebSockets.send(otherChannel, new byte[] {7}, LIMITS);
    assertThat(take(other.messages)).containsExactly(7);
    otherChannel.close();
  }

  @Test
  void sendingToAPeerThatNeverReadsFailsOnceTheBoundIsExceeded() throws Exception {
    // On its loop: from outside, what arrives first may still be read.
    channel.eventLoop().submit(() -> channel.config().setAutoRead(false)).get();
    WebSocketLimits large = WebSocketLimits.ofMessage(1024 * 1024);
    byte[] message = new byte[1024 * 1024];
    Channel serverChannel = get(there.channel);
    CompletableFuture<Void> sent = new CompletableFuture<>();
    int messages = 0;
    while (!sent.isCompletedExceptionally() && messages < 256) {
      sent = WebSockets.send(serverChannel, message, large);
      messages++;
      // The loop has taken the message over before the next is sent.
      serverChannel.eventLoop().submit(() -> {}).get();
    }
    assertThat(Loopback.failure(sent))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("the peer does not read");
    assertThat(messages).isBetween(64, 128);
    assertThat(serverChannel.isActive()).isTrue();
  }

  @Test
  void theRequestTimeoutEndsWithTheUpgrade() throws Exception {
    assertThat(get(there.channel).pipeline().get(HttpServer.REQUEST_TIMEOUT)).isNull();
  }

  private void assertEchoes() throws Exception {
    WebSockets.send(channel, new byte[] {42}, LIMITS);
    assertThat(take(here.messages)).containsExactly(42);
    assertThat(take(there.messages)).containsExactly(42);
  }

  private void assertClosedOnBothSides() {
    await().untilAsserted(() -> assertThat(here.closed).hasSize(1));
    await().untilAsserted(() -> assertThat(there.closed).hasSize(1));
  }
}
