package dev.actr.cdi;

import dev.actr.ActorContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The context of the actor whose code the current thread runs. */
@ApplicationScoped
class CurrentContext {

  /** Distinguishes an actor's code without a context from any other code. */
  private static final Object NONE = new Object();

  private final ThreadSlot<Object> running = new ThreadSlot<>();

  /** This bean itself. */
  CurrentContext withoutProxy() {
    return this;
  }

  /**
   * Runs code of an actor.
   *
   * @param context null before the node has an identity
   */
  <T> T call(ActorContext context, Callable<T> body) throws Exception {
    Object outer = enter(context);
    try {
      return body.call();
    } finally {
      running.swap(outer);
    }
  }

  /** As {@link #call}. */
  void run(ActorContext context, Runnable body) {
    Object outer = enter(context);
    try {
      body.run();
    } finally {
      running.swap(outer);
    }
  }

  private Object enter(ActorContext context) {
    return running.swap(context == null ? NONE : context);
  }

  /** The context, if the thread runs code of an actor that has one. */
  Optional<ActorContext> find() {
    return running.get() instanceof ActorContext now ? Optional.of(now) : Optional.empty();
  }

  /**
   * The context.
   *
   * @throws IllegalStateException if there is none
   */
  ActorContext get() {
    Object now = running.get();
    if (now instanceof ActorContext context) {
      return context;
    }
    if (now == null) {
      throw new IllegalStateException(
          "ActorContext is available only on a thread that runs a hook or a handler of an actor, or"
              + " an observer of its events");
    }
    throw new IllegalStateException(
        "ActorContext is not available in the signaling hooks of an actor's first connection, as"
            + " the actor has no identity yet");
  }
}
