package dev.actr.node;

import static dev.actr.node.Hook.WEB_RTC_CONNECTED;
import static dev.actr.node.Hook.WEB_RTC_CONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.signaling.ScriptedSession;
import dev.actr.signaling.ScriptedSignaling;
import dev.actr.test.echo.EchoResponse;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.SignalingEnvelopes;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.ActrProtos.RoleAssignment;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Signaling that drops what comes too fast, and says so without telling what it was, as actrix
 * does.
 */
class LimitedSignalingTest {

  private static final int BURST = 20;
  private static final long REFILL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @RegisterExtension final NodeServer ais = new NodeServer();
  private final ScriptedSignaling signaling = new ScriptedSignaling();
  private final Map<ActrId, ScriptedSession> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger dropped = new AtomicInteger();

  @AfterEach
  void close() {
    signaling.close();
  }

  /** Drops what the predicate says; the rest is passed on as any server does. */
  private void dropping(BiPredicate<ScriptedSession, SignalingEnvelope> dropping) {
    signaling.script(
        (session, message) -> {
          if (dropping.test(session, message)) {
            dropped.incrementAndGet();
            session.send(
                SignalingEnvelopes.create()
                    .setEnvelopeError(
                        ErrorResponse.newBuilder().setCode(429).setMessage("too many messages"))
                    .build());
          } else if (message.hasActrRelay()) {
            relay(message.getActrRelay());
          } else {
            sessions.put(ProtoValues.fromProto(message.getActrToServer().getSource()), session);
            signaling.answer(session, message);
          }
        });
  }

  private void relay(ActrRelay relay) {
    if (relay.hasRoleNegotiation()) {
      ActrId from = ProtoValues.fromProto(relay.getSource());
      ActrId to = ProtoValues.fromProto(relay.getTarget());
      boolean offers = Long.compareUnsigned(from.serialNumber(), to.serialNumber()) > 0;
      assign(relay, to, from, offers);
      assign(relay, from, to, !offers);
    } else {
      send(ProtoValues.fromProto(relay.getTarget()), relay);
    }
  }

  private void assign(ActrRelay relay, ActrId source, ActrId target, boolean offers) {
    send(
        target,
        ActrRelay.newBuilder()
            .setSource(ProtoValues.toProto(source))
            .setCredential(relay.getCredential())
            .setTarget(ProtoValues.toProto(target))
            .setRoleAssignment(RoleAssignment.newBuilder().setIsOfferer(offers))
            .build());
  }

  private void send(ActrId target, ActrRelay relay) {
    ScriptedSession session = sessions.get(target);
    if (session != null) {
      session.send(SignalingEnvelopes.create().setActrRelay(relay).build());
    }
  }

  private TestNode start(String type) throws Exception {
    TestNode node =
        TestNode.builder(ais.get().aisUri(), signaling.url())
            .type(type)
            .withoutListener()
            .webRtc(WebRtcCallTest.LOOPBACK)
            .build()
            .startAndWait();
    signaling.candidate(node.id(), "");
    return node;
  }

  private static List<Hook> webRtcHooks(TestNode node) {
    return node.hookNames().stream().filter(hook -> hook.name().startsWith("WEB_RTC")).toList();
  }

  @Test
  void oneOfEachMessageIsDroppedAndTheSessionIsEstablishedAtTheFirstAttempt() throws Exception {
    Set<Object> seen = ConcurrentHashMap.newKeySet();
    dropping(
        (session, message) ->
            message.hasActrRelay()
                && seen.add(
                    message.getActrRelay().getPayloadCase()
                        + " "
                        + message.getActrRelay().getSessionDescription().getType()));
    try (TestNode echo = start("acme:Echo:1.0.0");
        TestNode caller = start("acme:Caller:1.0.0")) {
      assertThat(caller.echo(Dest.peer(echo.id()), "hello")).isEqualTo("hello");
      assertThat(dropped).hasValueGreaterThanOrEqualTo(4);
      for (TestNode node : List.of(caller, echo)) {
        node.awaitHooks(
            hooks ->
                assertThat(webRtcHooks(node))
                    .containsExactly(WEB_RTC_CONNECTING, WEB_RTC_CONNECTED));
      }
      assertThat(caller.errors()).isEmpty();
    }
  }

  @Test
  void manySessionsAtOnceAreEstablishedAtTheFirstAttempt() throws Exception {
    Map<ScriptedSession, Bucket> buckets = new ConcurrentHashMap<>();
    dropping((session, message) -> !buckets.computeIfAbsent(session, one -> new Bucket()).take());
    List<TestNode> echoes = new ArrayList<>();
    try (TestNode caller = start("acme:Caller:1.0.0")) {
      for (int i = 0; i < 8; i++) {
        echoes.add(start("acme:Echo" + i + ":1.0.0"));
      }
      List<CompletionStage<EchoResponse>> calls = new ArrayList<>();
      for (TestNode echo : echoes) {
        calls.add(
            caller.context().callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request("hello")));
      }
      for (CompletionStage<EchoResponse> call : calls) {
        assertThat(call.toCompletableFuture().get(30, TimeUnit.SECONDS).getReply())
            .isEqualTo("hello");
      }
      assertThat(dropped).hasPositiveValue();
      caller.awaitHooks(
          hooks ->
              assertThat(new HashSet<>(webRtcHooks(caller)))
                  .containsExactlyInAnyOrder(WEB_RTC_CONNECTING, WEB_RTC_CONNECTED));
      assertThat(caller.errors()).isEmpty();
    } finally {
      echoes.forEach(TestNode::close);
    }
  }

  /** Ten messages a second, and some more after a pause. */
  private static final class Bucket {
    private double tokens = BURST;
    private long filledAt = System.nanoTime();

    synchronized boolean take() {
      long now = System.nanoTime();
      tokens = Math.min(BURST, tokens + (double) (now - filledAt) / REFILL_NANOS);
      filledAt = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }
}
