package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.NodeEvent;
import dev.actr.event.Ready;
import dev.actr.node.Hook;
import dev.actr.node.HookDelivery;
import dev.actr.node.HookEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.util.TypeLiteral;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds of the delivery of a hook, whichever extension runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EventDeliveryContract {

  private final ExecutorService executor =
      Executors.newCachedThreadPool(task -> new Thread(task, "test-executor"));

  private TestContainer container;
  private Journal journal;
  private HookDelivery delivery;

  /** The extension that runs. */
  abstract Extensions extensions();

  @BeforeAll
  void start() {
    container =
        extensions().boot(TestContainer.configWith("actr.auto-start", "false"), DeliveryBeans.ALL);
    journal = container.get(Journal.class);
    delivery = delivery(executor);
  }

  @AfterAll
  void stop() {
    container.close();
    executor.shutdown();
  }

  @BeforeEach
  void clear() {
    journal.clear();
  }

  private HookDelivery delivery(Executor async) {
    return container
        .get(EventBridges.class)
        .create(
            new ActorBean(
                "echo", ActrType.parse("acme:Echo:1.0.0"), DeliveryBeans.Echo.class.getName()),
            container.get(DeliveryBeans.Echo.class),
            async);
  }

  @Test
  void methodThenObserversByPriority() throws Exception {
    delivery.deliver(Contexts.event(Hook.READY, "echo", "r"));

    assertThat(journal.entries())
        .containsExactly("audit", "method", "early", "own", "late", "transactional");
  }

  @Test
  void asynchronousObserversComeAfterTheOthersOnTheGivenExecutor() throws Exception {
    delivery.deliver(Contexts.event(Hook.SIGNALING_DISCONNECTED, "echo", "r1"));

    await().until(() -> journal.entries().size() == 4);
    assertThat(journal.entries()).startsWith("method", "sync");
    assertThat(journal.entries())
        .contains("first in r1 on test-executor", "second in r1 on test-executor");
  }

  @Test
  void failingMethodStopsNoObserverAndIsThrown() {
    journal.fail("method", new IllegalArgumentException("no"));

    try (LogRecords log = new LogRecords()) {
      assertThatThrownBy(() -> delivery.deliver(Contexts.event(Hook.READY, "echo", "r")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no");
      assertThat(log.with("ACTR000131", "echo", "READY", DeliveryBeans.Echo.class.getName()))
          .hasSize(1);
    }
    assertThat(journal.entries())
        .containsExactly("audit", "method", "early", "own", "late", "transactional");
  }

  @Test
  void failingObserverStopsNoOtherAndTheFirstFailureIsThrown() {
    journal.fail("early", new IllegalArgumentException("first"));
    journal.fail("own", new IllegalStateException("second"));
    journal.fail("transactional", new IllegalStateException("third"));

    try (LogRecords log = new LogRecords()) {
      assertThatThrownBy(() -> delivery.deliver(Contexts.event(Hook.READY, "echo", "r")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("first");
      assertThat(log.with("ACTR000131", "echo", "READY", DeliveryBeans.Receivers.class.getName()))
          .hasSize(3);
    }
    assertThat(journal.entries())
        .containsExactly("audit", "method", "early", "own", "late", "transactional");
  }

  @Test
  void failingObserverStopsNoAsynchronousOne() {
    journal.fail("sync", new IllegalStateException("no"));

    assertThatThrownBy(
            () -> delivery.deliver(Contexts.event(Hook.SIGNALING_DISCONNECTED, "echo", "r2")))
        .hasMessage("no");
    await().until(() -> journal.entries().size() == 4);
  }

  @Test
  void failingAsynchronousObserverStopsNoOtherAndIsLogged() throws Exception {
    journal.fail("first in r3 on test-executor", new IllegalStateException("no"));
    journal.fail("second in r3 on test-executor", new IllegalStateException("no"));

    try (LogRecords log = new LogRecords()) {
      delivery.deliver(Contexts.event(Hook.SIGNALING_DISCONNECTED, "echo", "r3"));

      await()
          .until(
              () ->
                  log.with(
                              "ACTR000131",
                              "echo",
                              "SIGNALING_DISCONNECTED",
                              DeliveryBeans.Asynchronous.class.getName())
                          .size()
                      == 2);
    }
    assertThat(journal.entries())
        .contains("first in r3 on test-executor", "second in r3 on test-executor");
  }

  @Test
  void errorsAreCaughtAndThrownAsActrException() {
    journal.fail("method", new AssertionError("no"));

    assertThatThrownBy(() -> delivery.deliver(Contexts.event(Hook.READY, "echo", "r")))
        .isInstanceOfSatisfying(
            ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERNAL))
        .hasMessageContaining("READY")
        .hasCauseInstanceOf(AssertionError.class);
    assertThat(journal.entries()).contains("late");
  }

  @Test
  void refusingExecutorLosesOnlyTheAsynchronousObservers() throws Exception {
    HookDelivery refused =
        delivery(
            task -> {
              throw new RejectedExecutionException("full");
            });

    try (LogRecords log = new LogRecords()) {
      refused.deliver(Contexts.event(Hook.SIGNALING_DISCONNECTED, "echo", "r"));
      assertThat(log.with("ACTR000132", "echo", "SIGNALING_DISCONNECTED")).hasSize(1);
    }
    assertThat(journal.entries()).containsExactly("method", "sync");
  }

  @Test
  void injectedContextIsThatOfTheHook() throws Exception {
    delivery.deliver(Contexts.event(Hook.STOP, "echo", "stop-1"));
    delivery.deliver(Contexts.event(Hook.STOP, "echo", "stop-2"));

    assertThat(journal.entries())
        .containsExactly(
            "method stop-1",
            "parameter stop-1",
            "field stop-1",
            "method stop-2",
            "parameter stop-2",
            "field stop-2");
  }

  @Test
  void injectedContextSaysWhenItIsAvailable() {
    ActorContext context = container.get(ActorContext.class);

    assertThatThrownBy(context::requestId)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only on a thread that runs a hook or a handler");
  }

  @Test
  void firstSignalingConnectionHasNoContext() {
    HookEvent first =
        new HookEvent(
            Hook.SIGNALING_CONNECTING, new NodeEvent("echo", Optional.empty()), Optional.empty());

    assertThatThrownBy(() -> delivery.deliver(first))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("first connection");
    assertThat(journal.entries()).containsExactly("method without context");
  }

  @Test
  void eachDeliveryHasItsOwnRequestContext() throws Exception {
    delivery.deliver(Contexts.event(Hook.START, "echo", "r"));
    delivery.deliver(Contexts.event(Hook.START, "echo", "r"));

    assertThat(journal.entries()).hasSize(4);
    assertThat(journal.entries().get(1)).isEqualTo(journal.entries().get(0));
    assertThat(journal.entries().get(3)).isEqualTo(journal.entries().get(2));
    assertThat(journal.entries().get(2)).isNotEqualTo(journal.entries().get(0));
  }

  @Test
  void eventsThatAreNotAnActorsFailAsEver() {
    Event<NodeEvent> events =
        container.get(new TypeLiteral<Event<NodeEvent>>() {}, Ready.Literal.INSTANCE);
    journal.fail("early", new IllegalStateException("mine"));

    assertThatThrownBy(() -> events.fire(new NodeEvent("echo", Optional.empty())))
        .hasMessage("mine");
    assertThat(journal.entries()).containsExactly("early");
  }

  @Test
  void failureOfAnEventThatAnObserverFiresReachesThatObserver() throws Exception {
    journal.fail("parameter r", new IllegalStateException("mine"));

    delivery.deliver(Contexts.event(Hook.SIGNALING_CONNECTED, "echo", "r"));

    assertThat(journal.entries())
        .containsExactly("method", "nesting", "parameter r", "caught mine");
  }
}
