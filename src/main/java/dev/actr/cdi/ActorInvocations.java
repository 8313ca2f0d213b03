package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.dispatch.InvocationScope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;

/**
 * Gives each invocation of an actor a request context, if the application has use for one, and its
 * code the actor's context.
 */
@ApplicationScoped
class ActorInvocations {

  @Inject CurrentContext current;
  @Inject RequestContexts requests;
  @Inject Instance<RequestScopeUse> use;

  /** What surrounds the code of actors; behind no proxy, as each message goes through it. */
  InvocationScope scope() {
    CurrentContext direct = current.withoutProxy();
    // Where no portable extension could look at the beans, there is always a request context.
    return use.isUnsatisfied() || use.get().isUsed()
        ? new InRequest(requests, direct)
        : direct::call;
  }

  private record InRequest(RequestContexts requests, CurrentContext current)
      implements InvocationScope {

    @Override
    public <T> T call(ActorContext context, Callable<T> body) throws Exception {
      return requests.call(() -> current.call(context, body));
    }
  }
}
