package dev.actr.cdi;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrType;
import dev.actr.MessageDispatcher;
import dev.actr.PeerEvent;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import dev.actr.event.WebSocketConnected;
import dev.actr.event.WebSocketConnecting;
import dev.actr.node.Hook;
import dev.actr.node.HookDelivery;
import dev.actr.node.HookEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Delivery of a hook against the bare event, in one Weld container. */
@State(Scope.Benchmark)
public class HookDeliveryBenchmark {

  private final PeerEvent payload = PeerEvent.ofWebSocket(Contexts.ID);
  private final ActorContext context = Contexts.of("echo", "1");
  private final HookEvent observed =
      new HookEvent(Hook.WEB_SOCKET_CONNECTED, payload, Optional.of(context));
  private final HookEvent unobserved =
      new HookEvent(Hook.WEB_SOCKET_CONNECTING, payload, Optional.of(context));

  private TestContainer container;
  private HookDelivery delivery;
  private Workload workload;
  private Firing firing;
  private Event<PeerEvent> observedEvent;
  private Event<PeerEvent> unobservedEvent;

  /** Boots the container; no node starts. */
  @Setup
  public void setUp() {
    container =
        TestContainer.boot(
            TestContainer.configWith("actr.auto-start", "false"),
            Echo.class,
            Watcher.class,
            Firing.class);
    workload = container.get(Echo.class);
    delivery =
        container
            .get(EventBridges.class)
            .create(
                new ActorBean("echo", ActrType.parse("acme:Echo:1.0.0"), Echo.class.getName()),
                workload,
                Runnable::run);
    firing = container.get(Firing.class);
    observedEvent = firing.connected();
    unobservedEvent = firing.connecting();
  }

  /** Ends the container. */
  @TearDown
  public void tearDown() {
    container.close();
  }

  /** Request context, the actor's method, one observer. */
  @Benchmark
  public void hookObserved() throws Exception {
    delivery.deliver(observed);
  }

  /** Request context and the actor's method. */
  @Benchmark
  public void hookUnobserved() throws Exception {
    delivery.deliver(unobserved);
  }

  /** The baseline: the event and its observer alone. */
  @Benchmark
  public void fireObserved() {
    observedEvent.fire(payload);
  }

  /** The baseline: an event that reaches nobody. */
  @Benchmark
  public void fireUnobserved() {
    unobservedEvent.fire(payload);
  }

  /** The same receivers as a hook has, called as an application would by itself. */
  @Benchmark
  public void byHandObserved() throws Exception {
    RequestContextController request = firing.request();
    request.activate();
    try {
      workload.onWebSocketConnected(payload, context);
      observedEvent.fire(payload);
    } finally {
      request.deactivate();
    }
  }

  /** The events as an application has them injected. */
  @ApplicationScoped
  static class Firing {

    @Inject
    @WebSocketConnected
    @OfActor("echo")
    Event<PeerEvent> connected;

    @Inject
    @WebSocketConnecting
    @OfActor("echo")
    Event<PeerEvent> connecting;

    @Inject RequestContextController request;

    Event<PeerEvent> connected() {
      return connected;
    }

    Event<PeerEvent> connecting() {
      return connecting;
    }

    RequestContextController request() {
      return request;
    }
  }

  @ApplicationScoped
  static class Watcher {

    private long seen;

    void on(@Observes @WebSocketConnected @OfActor("echo") PeerEvent event) {
      seen += event.peer().serialNumber();
    }
  }

  /** Its methods log nothing, unlike the inherited ones. */
  @Actor("acme:Echo:1.0.0")
  @ApplicationScoped
  static class Echo implements Workload {

    private long seen;

    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }

    @Override
    public void onWebSocketConnecting(PeerEvent event, ActorContext context) {
      seen += event.peer().serialNumber();
    }

    @Override
    public void onWebSocketConnected(PeerEvent event, ActorContext context) {
      seen += event.peer().serialNumber();
    }
  }
}
