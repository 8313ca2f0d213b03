package dev.actr.peer.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.wire.Envelopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WebRtcLinkTest {

  private static final ActrId PEER = ActrId.parse("a@1001/acme:Echo:1.0.0");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private final List<String> closed = new ArrayList<>();
  private final WebRtcLink link = new WebRtcLink(PEER, 1000, null, now::get, this::close);

  private CompletableFuture<Void> close(String reason) {
    closed.add(reason);
    return CompletableFuture.completedFuture(null);
  }

  private void elapse(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static RpcEnvelope envelope() {
    return new RpcEnvelope("a.B.C", new byte[] {1}, "1", Optional.empty(), Optional.empty());
  }

  @Test
  void whileThePathIsLookedForSendersAreToldWhenToTryAgain() {
    assertThat(link.notReady()).isEmpty();
    link.setRecovering(true);
    elapse(Duration.ofSeconds(2));
    link.setRecovering(true);
    ActrException reason = link.notReady().orElseThrow();
    assertThat(reason.kind()).isEqualTo(ErrorKind.CONNECTION_NOT_READY);
    assertThat(reason.retryAfter()).contains(Duration.ofMillis(4300));
    assertThat(closed).isEmpty();

    link.setRecovering(false);
    assertThat(link.notReady()).isEmpty();
  }

  @Test
  void whoWouldUseItLaterThanThatEndsIt() {
    link.setRecovering(true);
    elapse(Duration.ofMillis(6100));
    assertThat(link.notReady().orElseThrow().retryAfter()).contains(Duration.ofMillis(200));
    assertThat(closed).hasSize(1);
    elapse(Duration.ofSeconds(1));
    assertThat(link.notReady().orElseThrow().retryAfter()).isEmpty();
  }

  @Test
  void itIsIdleSinceItsLastMessage() {
    elapse(Duration.ofMinutes(1));
    assertThat(link.idle()).isEqualTo(Duration.ofMinutes(1));
    link.send(PayloadType.RPC_RELIABLE, Envelopes.tell(envelope()));
    assertThat(link.idle()).isZero();
  }

  @Test
  void itIsNotIdleWhileAResponseMayCome() {
    link.send(PayloadType.RPC_RELIABLE, Envelopes.request(envelope(), Duration.ofMinutes(5)));
    elapse(Duration.ofMinutes(1));
    link.send(PayloadType.RPC_RELIABLE, Envelopes.tell(envelope()));
    assertThat(link.idle()).isEqualTo(Duration.ofMinutes(-4));
    elapse(Duration.ofMinutes(5));
    assertThat(link.idle()).isEqualTo(Duration.ofMinutes(1));
  }
}
