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
import dev.actr.event.OfActor;
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
  static class All extends AllHookMethods {

    @Inject Journal journal;

    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }

    @Override
    protected void called(Hook hook, Optional<Object> payload, Optional<ActorContext> context) {
      Object told = payload.orElseGet(() -> context.orElseThrow().requestId());
      journal.saw(hook + " method " + told);
    }
  }

  @ApplicationScoped
  static class Observers extends AllEvents {

    @Inject Journal journal;

    void any(@Observes @Priority(1) @OfActor("all") Object event) {
      journal.saw("any Object");
    }

    @Override
    protected void observed(Hook hook, Object payload, ActorContext context) {
      journal.saw(hook + " event " + payload);
    }
  }
}
