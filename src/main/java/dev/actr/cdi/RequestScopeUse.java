package dev.actr.cdi;

import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Conversation;
import jakarta.enterprise.context.Destroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.Set;

/**
 * Whether anything in an application can tell if there is a request context: a bean that is request
 * scoped, or an observer of the context's beginning or end. Opening one costs several times what
 * the delivery of an event does.
 */
final class RequestScopeUse {

  private static final Set<Object> EVENTS =
      Set.of(
          Initialized.Literal.REQUEST, BeforeDestroyed.Literal.REQUEST, Destroyed.Literal.REQUEST);

  private volatile boolean used;

  /** A bean of the application. Every container has the conversation, which no actor is in. */
  void bean(Bean<?> bean) {
    used |= bean.getScope() == RequestScoped.class && !bean.getTypes().contains(Conversation.class);
  }

  void observer(ObserverMethod<?> observer) {
    used |= observer.getObservedQualifiers().stream().anyMatch(EVENTS::contains);
  }

  boolean isUsed() {
    return used;
  }
}
