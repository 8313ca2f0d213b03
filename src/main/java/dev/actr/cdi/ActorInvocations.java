package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.dispatch.InvocationScope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;

/** Gives each invocation of an actor a request context, and its code the actor's context. */
@ApplicationScoped
class ActorInvocations implements InvocationScope {

  @Inject CurrentContext current;

  @Override
  @ActivateRequestContext
  public <T> T call(ActorContext context, Callable<T> body) throws Exception {
    return current.call(context, body);
  }
}
