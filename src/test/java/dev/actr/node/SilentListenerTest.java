package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.identity.Identity;
import dev.actr.net.HttpServer;
import dev.actr.net.IoLoops;
import dev.actr.net.WebSocketHandler;
import dev.actr.net.WebSocketLimits;
import dev.actr.net.WebSockets;
import dev.actr.test.echo.EchoResponse;
import dev.actr.wire.Envelopes;
import dev.actr.wire.Messages;
import dev.actr.wire.PeerFrame;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A listener as other implementations have it: it drops what comes too early, and says nothing. */
class SilentListenerTest {

  private static final int DROPPED = 2;

  private final List<String> requestIds = new CopyOnWriteArrayList<>();

  private final List<Long> chunks = new CopyOnWriteArrayList<>();
  private final List<Long> droppedChunks = new CopyOnWriteArrayList<>();

  private final class Link extends WebSocketHandler {

    @Override
    protected void onMessage(ChannelHandlerContext context, ByteBuffer message) {
      try {
        PeerFrame frame = PeerFrame.decode(message);
        if (frame.lane().isStream()) {
          long sequence = Messages.parse(DataChunk.parser(), frame.body()).getSequence();
          (requestIds.size() > DROPPED ? chunks : droppedChunks).add(sequence);
          return;
        }
        RpcEnvelope request = Messages.parse(RpcEnvelope.parser(), frame.body());
        requestIds.add(request.getRequestId());
        if (requestIds.size() > DROPPED) {
          RpcEnvelope response =
              Envelopes.response(request, Echo.response("at last").toByteArray());
          WebSockets.send(
              context.channel(),
              PeerFrame.encode(PayloadType.RPC_RELIABLE, response),
              WebSocketLimits.ofMessage(1000));
        }
      } catch (WireException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    protected void onClosed(ChannelHandlerContext context) {}
  }

  private final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      WebSockets.accept(context, request, WebSocketLimits.ofMessage(1000), new Link());
    }
  }

  @RegisterExtension final NodeServer server = new NodeServer();

  private interface Body {
    void run(TestNode caller, ActrId silent) throws Exception;
  }

  private void withListener(Body body) throws Exception {
    try (IoLoops loops = new IoLoops();
        HttpServer listener = HttpServer.bind(loops, "127.0.0.1", 0, 1000, Upgrade::new).join();
        TestNode caller = server.node().build().startAndWait()) {
      Identity silent = Strangers.register(server.get(), "ws://127.0.0.1:" + listener.port());
      try (Strangers.Session session = Strangers.connect(server.get(), silent, loops)) {
        assertThat(session.isConnected()).isTrue();
        body.run(caller, silent.id());
      }
    }
  }

  private static void sendChunk(TestNode caller, ActrId to, long sequence) {
    caller
        .context()
        .sendDataChunk(
            Dest.peer(to),
            new dev.actr.DataChunk("s", sequence, new byte[1]),
            PayloadType.STREAM_RELIABLE);
  }

  @Test
  void aRequestThatCameTooEarlyIsRepeatedUnderItsId() throws Exception {
    withListener(
        (caller, silent) -> {
          assertThat(caller.echo(Dest.peer(silent), "hello")).isEqualTo("at last");
          assertThat(requestIds).hasSizeGreaterThan(DROPPED);
          assertThat(requestIds.stream().distinct()).hasSize(1);
        });
  }

  /** With the code that RFC 6455 has for it, in section 7.4.1. */
  @Test
  void aListenerThatClosesOnALongMessageFailsItsCallAtOnce() throws Exception {
    withListener(
        (caller, silent) -> {
          assertThat(caller.echo(Dest.peer(silent), "hello")).isEqualTo("at last");
          ActrException failure =
              TestNode.failure(() -> caller.echo(Dest.peer(silent), "x".repeat(2000)));
          assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
          assertThat(failure).hasMessageContaining("takes no message of");
        });
  }

  @Test
  void chunksDoNotComeTooEarly() throws Exception {
    withListener(
        (caller, silent) -> {
          CompletableFuture<EchoResponse> answer =
              caller
                  .context()
                  .callAsync(Dest.peer(silent), Echo.METHOD, Echo.request("hello"))
                  .toCompletableFuture();
          for (long sequence = 1; sequence <= 3; sequence++) {
            sendChunk(caller, silent, sequence);
          }
          answer.get(20, TimeUnit.SECONDS);
          await().atMost(TestNode.PATIENCE).until(() -> chunks.size() == 3);
          assertThat(chunks).containsExactly(1L, 2L, 3L);
          assertThat(droppedChunks).isEmpty();
        });
  }

  @Test
  void chunksAreSentThoughNothingTellsThatTheyAreRead() throws Exception {
    withListener(
        (caller, silent) -> {
          sendChunk(caller, silent, 1);
          await().atMost(TestNode.PATIENCE).until(() -> droppedChunks.contains(1L));
        });
  }
}
