package dev.actr.cdi;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrType;
import dev.actr.MessageDispatcher;
import dev.actr.PeerEvent;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import dev.actr.event.WebSocketConnected;
import dev.actr.node.Hook;
import dev.actr.node.HookDelivery;
import dev.actr.node.HookEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Delivery of a hook against the same beans called by hand. Those are in a Weld container of their
 * own, in which the library sets no guards before observers.
 */
@State(Scope.Benchmark)
public class HookDeliveryBenchmark {

  private static final PeerEvent PAYLOAD = PeerEvent.ofWebSocket(Contexts.ID);
  private static final ActorContext CONTEXT = Contexts.of("echo", "1");
  private static final HookEvent CONNECTED = event(Hook.WEB_SOCKET_CONNECTED);
  private static final HookEvent CONNECTING = event(Hook.WEB_SOCKET_CONNECTING);

  private TestContainer bare;
  private TestContainer library;
  private TestContainer libraryInRequest;

  private Workload bareWorkload;
  private Firing firing;
  private Event<PeerEvent> event;
  private HookObservers observers;
  private HookDelivery delivery;
  private HookDelivery deliveryInRequest;

  private static HookEvent event(Hook hook) {
    return new HookEvent(hook, PAYLOAD, Optional.of(CONTEXT));
  }

  /** Boots the containers; no node starts. */
  @Setup
  public void setUp() {
    bare = boot(Extensions.BUILD_COMPATIBLE, Firing.class);
    bareWorkload = bare.get(Echo.class);
    firing = bare.get(Firing.class);
    event = firing.connected();
    library = boot(Extensions.PORTABLE);
    EventBridge bridge = bridge(library);
    observers = bridge.observers().get(Hook.WEB_SOCKET_CONNECTED);
    delivery = bridge;
    libraryInRequest = boot(Extensions.PORTABLE, Request.class);
    deliveryInRequest = bridge(libraryInRequest);
  }

  private static TestContainer boot(Extensions extensions, Class<?>... more) {
    Class<?>[] beans = new Class<?>[more.length + 2];
    System.arraycopy(more, 0, beans, 0, more.length);
    beans[more.length] = Echo.class;
    beans[more.length + 1] = Watcher.class;
    return extensions.boot(TestContainer.configWith("actr.auto-start", "false"), beans);
  }

  private static EventBridge bridge(TestContainer container) {
    return (EventBridge)
        container
            .get(EventBridges.class)
            .create(
                new ActorBean("echo", ActrType.parse("acme:Echo:1.0.0"), Echo.class.getName()),
                container.get(Echo.class),
                Runnable::run);
  }

  /** Ends the containers. */
  @TearDown
  public void tearDown() {
    libraryInRequest.close();
    library.close();
    bare.close();
  }

  /** The event of a hook to its observer. */
  @Benchmark
  public void event() {
    observers.notifySync(PAYLOAD, new Delivery("echo", Hook.WEB_SOCKET_CONNECTED));
  }

  /** The baseline of that. */
  @Benchmark
  public void fire() {
    event.fire(PAYLOAD);
  }

  /** The actor's method and the observer, in an application without request scoped beans. */
  @Benchmark
  public void hook() throws Exception {
    delivery.deliver(CONNECTED);
  }

  /** The baseline of that. */
  @Benchmark
  public void byHand() {
    bareWorkload.onWebSocketConnected(PAYLOAD, CONTEXT);
    event.fire(PAYLOAD);
  }

  /** The actor's method, without an observer. */
  @Benchmark
  public void hookUnobserved() throws Exception {
    delivery.deliver(CONNECTING);
  }

  /** The baseline of that. */
  @Benchmark
  public void byHandUnobserved() {
    bareWorkload.onWebSocketConnecting(PAYLOAD, CONTEXT);
  }

  /** The actor's method and the observer, in an application with a request scoped bean. */
  @Benchmark
  public void hookInRequest() throws Exception {
    deliveryInRequest.deliver(CONNECTED);
  }

  /** The baseline of that. */
  @Benchmark
  public void byHandInRequest() {
    firing.inRequest(bareWorkload);
  }

  /** The event as an application has it injected. */
  @ApplicationScoped
  static class Firing {

    @Inject
    @WebSocketConnected
    @OfActor("echo")
    Event<PeerEvent> connected;

    Event<PeerEvent> connected() {
      return connected;
    }

    @ActivateRequestContext
    void inRequest(Workload workload) {
      workload.onWebSocketConnected(PAYLOAD, CONTEXT);
      connected.fire(PAYLOAD);
    }
  }

  @RequestScoped
  static class Request {}

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
