package dev.actr.cdi;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import dev.actr.event.Ready;
import dev.actr.event.SignalingConnected;
import dev.actr.event.SignalingConnecting;
import dev.actr.event.SignalingDisconnected;
import dev.actr.event.Started;
import dev.actr.event.Stopping;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Optional;
import java.util.UUID;

/** The beans of an application whose actor has receivers of every kind. */
final class DeliveryBeans {

  static final Class<?>[] ALL = {
    Journal.class,
    Echo.class,
    Receivers.class,
    Failing.class,
    Asynchronous.class,
    Request.class,
    Audit.class
  };

  private DeliveryBeans() {}

  /** Puts an entry into the journal, with what is around the method. */
  @InterceptorBinding
  @Retention(RetentionPolicy.RUNTIME)
  @interface Audited {}

  @Audited
  @Interceptor
  @Priority(Interceptor.Priority.APPLICATION)
  static class Audit {

    @Inject Journal journal;

    @AroundInvoke
    Object around(InvocationContext invocation) throws Exception {
      journal.saw("audit");
      return invocation.proceed();
    }
  }

  @RequestScoped
  static class Request {

    private final String id = UUID.randomUUID().toString();

    String id() {
      return id;
    }
  }

  @Actor("acme:Echo:1.0.0")
  static class Echo implements Workload {

    @Inject Journal journal;
    @Inject Request request;

    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }

    @Override
    public void onStart(ActorContext context) {
      journal.saw(request.id());
    }

    @Override
    @Audited
    public void onReady(ActorContext context) {
      journal.saw("method");
    }

    @Override
    public void onStop(ActorContext context) {
      journal.saw("method " + context.requestId());
    }

    @Override
    public void onSignalingConnecting(Optional<ActorContext> context) {
      journal.saw("method " + (context.isPresent() ? "with" : "without") + " context");
    }

    @Override
    public void onSignalingConnected(Optional<ActorContext> context) {
      journal.saw("method");
    }

    @Override
    public void onSignalingDisconnected(ActorContext context) {
      journal.saw("method");
    }
  }

  @ApplicationScoped
  static class Receivers {

    @Inject Journal journal;
    @Inject Request request;
    @Inject ActorContext context;

    void late(@Observes @Priority(9000) @Ready NodeEvent event) {
      journal.saw("late");
    }

    void early(@Observes @Priority(100) @Ready NodeEvent event) {
      journal.saw("early");
    }

    void own(@Observes @Priority(200) @Ready @OfActor("echo") NodeEvent event) {
      journal.saw("own");
    }

    void other(@Observes @Ready @OfActor("other") NodeEvent event) {
      journal.saw("other");
    }

    void transactional(
        @Observes(during = TransactionPhase.AFTER_SUCCESS) @Priority(9500) @Ready NodeEvent event) {
      journal.saw("transactional");
    }

    void parameter(@Observes @Priority(1) @Stopping NodeEvent event, ActorContext injected) {
      journal.saw("parameter " + injected.requestId());
    }

    void field(@Observes @Priority(2) @Stopping NodeEvent event) {
      journal.saw("field " + context.requestId());
    }

    void request(@Observes @Started NodeEvent event) {
      journal.saw(request.id());
    }
  }

  @ApplicationScoped
  static class Failing {

    @Inject Journal journal;
    @Inject @Stopping Event<NodeEvent> events;

    void withoutContext(@Observes @SignalingConnecting NodeEvent event, ActorContext context) {
      journal.saw("observer in " + context.requestId());
    }

    void nesting(@Observes @SignalingConnected NodeEvent event) {
      journal.saw("nesting");
      try {
        events.fire(event);
      } catch (IllegalStateException e) {
        journal.saw("caught " + e.getMessage());
      }
    }
  }

  @ApplicationScoped
  static class Asynchronous {

    @Inject Journal journal;

    void sync(@Observes @SignalingDisconnected NodeEvent event) {
      journal.saw("sync");
    }

    void first(@ObservesAsync @SignalingDisconnected NodeEvent event, ActorContext context) {
      journal.saw("first in " + context.requestId() + " on " + Thread.currentThread().getName());
    }

    void second(
        @ObservesAsync @SignalingDisconnected @OfActor("echo") NodeEvent event,
        ActorContext context) {
      journal.saw("second in " + context.requestId() + " on " + Thread.currentThread().getName());
    }
  }
}
