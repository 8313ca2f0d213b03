package dev.actr.dispatch;

import dev.actr.ActorContext;
import java.util.concurrent.Callable;

/** What surrounds the code of an actor while it runs: the CDI request context and the like. */
@FunctionalInterface
public interface InvocationScope {

  /**
   * Runs code of the actor on the current thread.
   *
   * @param <T> its result
   * @param context current while the code runs; null before the node has an identity
   * @param body the code
   * @return what it returns
   * @throws Exception what it throws
   */
  <T> T call(ActorContext context, Callable<T> body) throws Exception;
}
