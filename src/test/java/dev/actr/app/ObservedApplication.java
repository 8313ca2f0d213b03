package dev.actr.app;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.NodeEvent;
import dev.actr.app.Sighting.Context;
import dev.actr.app.Sighting.Receiver;
import dev.actr.cdi.AllAsyncEvents;
import dev.actr.cdi.AllEvents;
import dev.actr.cdi.AllHookMethods;
import dev.actr.event.OfActor;
import dev.actr.node.Hook;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.inject.Inject;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An application of two actors, in which every hook has receivers of every kind. */
final class ObservedApplication {

  static final Class<?>[] BEANS = {
    Journal.class,
    Echo.class,
    Caller.class,
    Observers.class,
    AsyncObservers.class,
    OneActorsObservers.class
  };

  private ObservedApplication() {}

  @ApplicationScoped
  static class Journal {

    private final List<Sighting> sightings = new CopyOnWriteArrayList<>();

    void saw(
        Receiver by, String actor, Hook hook, Optional<Object> payload, Optional<Context> context) {
      sightings.add(new Sighting(by, actor, hook, payload, context));
    }

    void saw(Receiver by, Hook hook, Object payload, ActorContext injected) {
      Optional<Context> context = Context.ofInjected(injected);
      String actor =
          payload instanceof NodeEvent node ? node.actor() : context.orElseThrow().node().actor();
      saw(by, actor, hook, Optional.of(payload), context);
    }

    /** All so far and all to come, also after the journal's own end. */
    List<Sighting> sightings() {
      return sightings;
    }
  }

  abstract static class Observed extends AllHookMethods implements EchoHandler {

    @Inject Journal journal;
    private volatile ActorContext context;

    abstract String name();

    @Override
    protected void called(Hook hook, Optional<Object> payload, Optional<ActorContext> context) {
      journal.saw(Receiver.METHOD, name(), hook, payload, context.map(Context::of));
      if (hook == Hook.READY) {
        this.context = context.orElseThrow();
      }
    }

    /** Has the echo actor answer. */
    String call(String message) {
      return EchoHandler.call(context, "acme:Echo:1.0.0", message);
    }

    @Override
    public String echo(String message, ActorContext context) {
      switch (message) {
        case "panic" -> throw new IllegalStateException("told to");
        case "refuse" -> throw new ActrException(ErrorKind.INVALID_ARGUMENT, "told to refuse");
        default -> {
          return message;
        }
      }
    }
  }

  @Actor("acme:Echo:1.0.0")
  static class Echo extends Observed {
    @Override
    String name() {
      return "echo";
    }
  }

  @Actor("acme:Caller:1.0.0")
  static class Caller extends Observed {
    @Override
    String name() {
      return "caller";
    }
  }

  @ApplicationScoped
  static class Observers extends AllEvents {

    @Inject Journal journal;

    @Override
    protected void observed(Hook hook, Object payload, ActorContext context) {
      journal.saw(Receiver.OBSERVER, hook, payload, context);
    }
  }

  @ApplicationScoped
  static class AsyncObservers extends AllAsyncEvents {

    @Inject Journal journal;

    @Override
    protected void observed(Hook hook, Object payload, ActorContext context) {
      journal.saw(Receiver.ASYNC_OBSERVER, hook, payload, context);
    }
  }

  /** Those who ask for one actor and for nothing else: the hook is in the event's qualifiers. */
  @ApplicationScoped
  static class OneActorsObservers {

    private static final Map<String, Hook> HOOKS =
        Arrays.stream(Hook.values())
            .collect(Collectors.toMap(OneActorsObservers::qualifier, Function.identity()));

    @Inject Journal journal;

    private static String qualifier(Hook hook) {
      return switch (hook) {
        case START -> "started";
        case STOP -> "stopping";
        case ERROR -> "failed";
        default -> hook.name().replace("_", "").toLowerCase(Locale.ROOT);
      };
    }

    void echo(@Observes @OfActor("echo") Object event, EventMetadata of, ActorContext context) {
      journal.saw(Receiver.OBSERVER_OF_ECHO, hook(of), event, context);
    }

    void caller(@Observes @OfActor("caller") Object event, EventMetadata of, ActorContext context) {
      journal.saw(Receiver.OBSERVER_OF_CALLER, hook(of), event, context);
    }

    void async(
        @ObservesAsync @OfActor("echo") Object event, EventMetadata of, ActorContext context) {
      journal.saw(Receiver.ASYNC_OBSERVER_OF_ECHO, hook(of), event, context);
    }

    private static Hook hook(EventMetadata metadata) {
      List<Hook> hooks =
          metadata.getQualifiers().stream()
              .map(Annotation::annotationType)
              .map(Class::getSimpleName)
              .map(name -> HOOKS.get(name.toLowerCase(Locale.ROOT)))
              .filter(hook -> hook != null)
              .toList();
      if (hooks.size() != 1) {
        throw new AssertionError("qualifiers " + metadata.getQualifiers());
      }
      return hooks.get(0);
    }
  }
}
