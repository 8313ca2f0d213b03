package dev.actr.cdi;

import dev.actr.ActorContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The context of the actor whose code the current thread runs. */
@ApplicationScoped
class CurrentContext {

  private final ThreadLocal<Running> running = new ThreadLocal<>();

  /** Distinguishes an actor's code without a context from any other code. */
  private record Running(ActorContext context) {}

  /**
   * Runs code of an actor.
   *
   * @param context null before the node has an identity
   */
  <T> T call(ActorContext context, Callable<T> body) throws Exception {
    Running outer = running.get();
    running.set(new Running(context));
    try {
      return body.call();
    } finally {
      restore(outer);
    }
  }

  /** As {@link #call}. */
  void run(ActorContext context, Runnable body) {
    Running outer = running.get();
    running.set(new Running(context));
    try {
      body.run();
    } finally {
      restore(outer);
    }
  }

  private void restore(Running outer) {
    if (outer == null) {
      running.remove();
    } else {
      running.set(outer);
    }
  }

  /** The context, if the thread runs code of an actor that has one. */
  Optional<ActorContext> find() {
    Running now = running.get();
    return now == null ? Optional.empty() : Optional.ofNullable(now.context());
  }

  /**
   * The context.
   *
   * @throws IllegalStateException if there is none
   */
  ActorContext get() {
    Running now = running.get();
    if (now == null) {
      throw new IllegalStateException(
          "ActorContext is available only on a thread that runs a hook or a handler of an actor, or"
              + " an observer of its events");
    }
    if (now.context() == null) {
      throw new IllegalStateException(
          "ActorContext is not available in the signaling hooks of an actor's first connection, as"
              + " the actor has no identity yet");
    }
    return now.context();
  }
}
