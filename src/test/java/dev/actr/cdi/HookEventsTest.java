package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.BackpressureEvent;
import dev.actr.CredentialEvent;
import dev.actr.ErrorCategory;
import dev.actr.ErrorEvent;
import dev.actr.ErrorKind;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.PeerEvent;
import dev.actr.Workload;
import dev.actr.event.CredentialExpiring;
import dev.actr.event.CredentialRenewed;
import dev.actr.event.Failed;
import dev.actr.event.MailboxBackpressure;
import dev.actr.event.OfActor;
import dev.actr.event.Ready;
import dev.actr.event.SignalingConnected;
import dev.actr.event.SignalingConnecting;
import dev.actr.event.SignalingDisconnected;
import dev.actr.event.Started;
import dev.actr.event.Stopping;
import dev.actr.event.WebRtcConnected;
import dev.actr.event.WebRtcConnecting;
import dev.actr.event.WebRtcDisconnected;
import dev.actr.event.WebSocketConnected;
import dev.actr.event.WebSocketConnecting;
import dev.actr.event.WebSocketDisconnected;
import dev.actr.node.Hook;
import dev.actr.node.HookEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each of the sixteen hooks calls its own method and fires the event of its own qualifier. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HookEventsTest {

  private static final ActrType TYPE = ActrType.parse("acme:All:1.0.0");

  private TestContainer container;
  private Journal journal;

  @BeforeAll
  void boot() {
    container =
        TestContainer.boot(
            TestContainer.configWith("actr.auto-start", "false"),
            Journal.class,
            All.class,
            Observers.class);
    journal = container.get(Journal.class);
  }

  @AfterAll
  void close() {
    container.close();
  }

  @ParameterizedTest
  @EnumSource(Hook.class)
  void methodAndObserverOfTheHookAndNoOther(Hook hook) throws Exception {
    journal.clear();
    Object payload = payload(hook);

    container
        .get(EventBridges.class)
        .create(
            new ActorBean("all", TYPE, All.class.getName()),
            container.get(All.class),
            Runnable::run)
        .deliver(new HookEvent(hook, payload, Optional.of(Contexts.of("all", "r"))));

    String told = payload instanceof NodeEvent ? "r" : payload.toString();
    assertThat(journal.entries())
        .containsExactly(hook + " method " + told, "any Object", hook + " event " + payload);
  }

  @Test
  void withoutObserversThereIsNothingToNotify() {
    try (TestContainer unobserved =
        TestContainer.boot(
            TestContainer.configWith("actr.auto-start", "false"), Unobserved.class)) {
      EventBridge bridge =
          (EventBridge)
              unobserved
                  .get(EventBridges.class)
                  .create(
                      new ActorBean("unobserved", TYPE, "Unobserved"),
                      unobserved.get(Unobserved.class),
                      Runnable::run);
      assertThat(bridge.observers().values()).containsOnly(HookObservers.NONE);
    }
  }

  private static Object payload(Hook hook) {
    return switch (hook) {
      case START, READY, STOP, SIGNALING_CONNECTING, SIGNALING_CONNECTED, SIGNALING_DISCONNECTED ->
          new NodeEvent("all", Optional.of(Contexts.ID));
      case ERROR ->
          new ErrorEvent(
              new ActrException(ErrorKind.INTERNAL, "broken"),
              ErrorCategory.HANDLER_ERROR,
              "in a test",
              Instant.EPOCH);
      case WEB_SOCKET_CONNECTING,
          WEB_SOCKET_CONNECTED,
          WEB_SOCKET_DISCONNECTED,
          WEB_RTC_CONNECTING,
          WEB_RTC_CONNECTED,
          WEB_RTC_DISCONNECTED ->
          PeerEvent.ofWebSocket(Contexts.ID);
      case CREDENTIAL_RENEWED, CREDENTIAL_EXPIRING -> new CredentialEvent(Instant.EPOCH);
      case MAILBOX_BACKPRESSURE -> new BackpressureEvent(7, 5);
    };
  }

  @Actor("acme:Unobserved:1.0.0")
  static class Unobserved implements Workload {

    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }
  }

  @Actor("acme:All:1.0.0")
  static class All implements Workload {

    @Inject Journal journal;

    private void saw(Hook hook, Object told) {
      journal.saw(hook + " method " + told);
    }

    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }

    @Override
    public void onStart(ActorContext context) {
      saw(Hook.START, context.requestId());
    }

    @Override
    public void onReady(ActorContext context) {
      saw(Hook.READY, context.requestId());
    }

    @Override
    public void onStop(ActorContext context) {
      saw(Hook.STOP, context.requestId());
    }

    @Override
    public void onError(ErrorEvent error, ActorContext context) {
      saw(Hook.ERROR, error);
    }

    @Override
    public void onSignalingConnecting(Optional<ActorContext> context) {
      saw(Hook.SIGNALING_CONNECTING, context.orElseThrow().requestId());
    }

    @Override
    public void onSignalingConnected(Optional<ActorContext> context) {
      saw(Hook.SIGNALING_CONNECTED, context.orElseThrow().requestId());
    }

    @Override
    public void onSignalingDisconnected(ActorContext context) {
      saw(Hook.SIGNALING_DISCONNECTED, context.requestId());
    }

    @Override
    public void onWebSocketConnecting(PeerEvent peer, ActorContext context) {
      saw(Hook.WEB_SOCKET_CONNECTING, peer);
    }

    @Override
    public void onWebSocketConnected(PeerEvent peer, ActorContext context) {
      saw(Hook.WEB_SOCKET_CONNECTED, peer);
    }

    @Override
    public void onWebSocketDisconnected(PeerEvent peer, ActorContext context) {
      saw(Hook.WEB_SOCKET_DISCONNECTED, peer);
    }

    @Override
    public void onWebRtcConnecting(PeerEvent peer, ActorContext context) {
      saw(Hook.WEB_RTC_CONNECTING, peer);
    }

    @Override
    public void onWebRtcConnected(PeerEvent peer, ActorContext context) {
      saw(Hook.WEB_RTC_CONNECTED, peer);
    }

    @Override
    public void onWebRtcDisconnected(PeerEvent peer, ActorContext context) {
      saw(Hook.WEB_RTC_DISCONNECTED, peer);
    }

    @Override
    public void onCredentialRenewed(CredentialEvent credential, ActorContext context) {
      saw(Hook.CREDENTIAL_RENEWED, credential);
    }

    @Override
    public void onCredentialExpiring(CredentialEvent credential, ActorContext context) {
      saw(Hook.CREDENTIAL_EXPIRING, credential);
    }

    @Override
    public void onMailboxBackpressure(BackpressureEvent backlog, ActorContext context) {
      saw(Hook.MAILBOX_BACKPRESSURE, backlog);
    }
  }

  @ApplicationScoped
  static class Observers {

    @Inject Journal journal;

    private void saw(Hook hook, Object event) {
      journal.saw(hook + " event " + event);
    }

    void any(@Observes @Priority(1) @OfActor("all") Object event) {
      journal.saw("any Object");
    }

    void started(@Observes @Started NodeEvent event) {
      saw(Hook.START, event);
    }

    void ready(@Observes @Ready NodeEvent event) {
      saw(Hook.READY, event);
    }

    void stopping(@Observes @Stopping NodeEvent event) {
      saw(Hook.STOP, event);
    }

    void failed(@Observes @Failed ErrorEvent event) {
      saw(Hook.ERROR, event);
    }

    void signalingConnecting(@Observes @SignalingConnecting NodeEvent event) {
      saw(Hook.SIGNALING_CONNECTING, event);
    }

    void signalingConnected(@Observes @SignalingConnected NodeEvent event) {
      saw(Hook.SIGNALING_CONNECTED, event);
    }

    void signalingDisconnected(@Observes @SignalingDisconnected NodeEvent event) {
      saw(Hook.SIGNALING_DISCONNECTED, event);
    }

    void webSocketConnecting(@Observes @WebSocketConnecting PeerEvent event) {
      saw(Hook.WEB_SOCKET_CONNECTING, event);
    }

    void webSocketConnected(@Observes @WebSocketConnected PeerEvent event) {
      saw(Hook.WEB_SOCKET_CONNECTED, event);
    }

    void webSocketDisconnected(@Observes @WebSocketDisconnected PeerEvent event) {
      saw(Hook.WEB_SOCKET_DISCONNECTED, event);
    }

    void webRtcConnecting(@Observes @WebRtcConnecting PeerEvent event) {
      saw(Hook.WEB_RTC_CONNECTING, event);
    }

    void webRtcConnected(@Observes @WebRtcConnected PeerEvent event) {
      saw(Hook.WEB_RTC_CONNECTED, event);
    }

    void webRtcDisconnected(@Observes @WebRtcDisconnected PeerEvent event) {
      saw(Hook.WEB_RTC_DISCONNECTED, event);
    }

    void credentialRenewed(@Observes @CredentialRenewed CredentialEvent event) {
      saw(Hook.CREDENTIAL_RENEWED, event);
    }

    void credentialExpiring(@Observes @CredentialExpiring CredentialEvent event) {
      saw(Hook.CREDENTIAL_EXPIRING, event);
    }

    void backpressure(@Observes @MailboxBackpressure BackpressureEvent event) {
      saw(Hook.MAILBOX_BACKPRESSURE, event);
    }
  }
}
