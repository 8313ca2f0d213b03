package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.actr.ActrId;
import dev.actr.devserver.DevServer;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxPriority;
import dev.actr.mailbox.journal.JournalMailbox;
import dev.actr.signaling.ScriptedSignaling;
import dev.actr.wire.proto.ActrProtos.Ping;
import dev.actr.wire.proto.ActrProtos.ServiceAvailabilityState;
import dev.actr.wire.proto.PackageProtos;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What signaling is told of a mailbox that has more in it than its actor can handle. */
class HeartbeatBacklogTest {

  private static final Optional<ActrId> CALLER =
      Optional.of(ActrId.parse("1a@101/acme:Sender:1.0.0"));

  @TempDir Path folder;

  private Mailbox mailbox() throws Exception {
    return JournalMailbox.open(folder, "echo", Durability.PROCESS, MailboxLimits.DEFAULT);
  }

  private void fill(int messages) throws Exception {
    try (Mailbox mailbox = mailbox()) {
      for (int i = 0; i < messages; i++) {
        byte[] request =
            PackageProtos.RpcEnvelope.newBuilder()
                .setRouteKey(Echo.METHOD.routeKey())
                .setRequestId("r" + i)
                .setTimeoutMs(0)
                .setPayload(ByteString.copyFrom(Echo.request("x").toByteArray()))
                .build()
                .toByteArray();
        mailbox
            .enqueue(
                new MailboxMessage(
                    CALLER,
                    "r" + i,
                    request,
                    MailboxPriority.NORMAL,
                    Instant.now(),
                    Optional.empty()))
            .toCompletableFuture()
            .get();
      }
    }
  }

  /** By the table of the protocol, for a backlog of 0.6. */
  private static ServiceAvailabilityState availability(float power) {
    return power > 3.0f
        ? ServiceAvailabilityState.DEGRADED
        : power > 1.8f ? ServiceAvailabilityState.OVERLOADED : ServiceAvailabilityState.UNAVAILABLE;
  }

  @Test
  void heartbeatsTellHowFullTheMailboxIsAndTheNodeStaysReady() throws Exception {
    fill(600);
    HeldEcho held = new HeldEcho();
    try (DevServer server =
            DevServer.builder().port(0).heartbeatInterval(Duration.ofSeconds(1)).start();
        ScriptedSignaling signaling = new ScriptedSignaling();
        TestNode node =
            TestNode.builder(server.aisUri(), signaling.url())
                .mailbox(this::mailbox)
                .echo(held)
                .build()
                .startAndWait()) {
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () -> {
                Ping last = lastHeartbeat(signaling);
                assertThat(last.getMailboxBacklog()).isEqualTo(0.6f);
                assertThat(last.getAvailability()).isEqualTo(availability(last.getPowerReserve()));
              });
      assertThat(node.node.state()).isEqualTo(NodeState.READY);

      held.release();
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(() -> assertThat(lastHeartbeat(signaling).getMailboxBacklog()).isZero());
    }
  }

  private static Ping lastHeartbeat(ScriptedSignaling signaling) {
    List<Ping> all =
        signaling.session(1).envelopes().stream()
            .map(envelope -> envelope.getActrToServer())
            .filter(ActrToSignaling::hasPing)
            .map(ActrToSignaling::getPing)
            .toList();
    return all.isEmpty() ? Ping.getDefaultInstance() : all.get(all.size() - 1);
  }
}
