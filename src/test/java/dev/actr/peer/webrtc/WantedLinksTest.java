package dev.actr.peer.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.identity.Identities;
import dev.actr.identity.Identity;
import dev.actr.net.IoLoops;
import dev.actr.net.WebSocketClient;
import dev.actr.signaling.Backoff;
import dev.actr.signaling.SignalingClient;
import io.netty.channel.DefaultEventLoop;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WantedLinksTest {

  private static final Identity SELF = Identities.of("1@1001/acme:Me:1.0.0");
  private static final ActrId PEER = Identities.of("2@1001/acme:Other:1.0.0").id();

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final IoLoops signalingLoops = new IoLoops();
  private final SignalingClient notConnected =
      new SignalingClient(
          URI.create("ws://127.0.0.1:1"),
          false,
          new Backoff(Duration.ofHours(1), Duration.ofHours(1)),
          signalingLoops,
          new WebSocketClient(signalingLoops, Runnable::run),
          () -> 0,
          null);

  @AfterEach
  void close() {
    signalingLoops.close();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  /** What ends with it is confined to that loop, and signaling has another. */
  @Test
  void aQuestionThatSignalingDoesNotCarryFailsOnTheLoop() throws Exception {
    WantedLinks links = new WantedLinks(loop, new Signals(notConnected), () -> SELF, peer -> false);
    CompletableFuture<Void> waitsForLink = new CompletableFuture<>();
    signalingLoops.group().forEach(each -> each.execute(waitsForLink::join));
    CompletableFuture<ErrorKind> kind = new CompletableFuture<>();
    CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
    loop.execute(
        () -> {
          links
              .link(PEER)
              .whenComplete(
                  (link, failure) -> {
                    onLoop.complete(loop.inEventLoop());
                    kind.complete(ActrException.of(failure).kind());
                  });
          waitsForLink.complete(null);
        });
    assertThat(kind.get(20, TimeUnit.SECONDS)).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(onLoop.join()).isTrue();
  }
}
