package dev.actr.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import java.util.concurrent.Callable;

/** Runs code in a request context. A bean of its own, as the container intercepts the call. */
@ApplicationScoped
class RequestContexts {

  @ActivateRequestContext
  <T> T call(Callable<T> body) throws Exception {
    return body.call();
  }
}
