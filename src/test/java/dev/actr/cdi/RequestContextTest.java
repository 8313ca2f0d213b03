package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrType;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.Workload;
import dev.actr.event.Ready;
import dev.actr.node.Hook;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the code of an actor runs in a request context. */
class RequestContextTest {

  @ParameterizedTest
  @ValueSource(classes = {Scoped.class, Producer.class, Observer.class})
  void isOpenWhereAnythingCouldUseIt(Class<?> user) throws Exception {
    assertThat(seen(Extensions.PORTABLE, user)).containsExactly("method true", "observer true");
  }

  @Test
  void isNotOpenWhereNothingCouldUseIt() throws Exception {
    assertThat(seen(Extensions.PORTABLE)).containsExactly("method false", "observer false");
  }

  @Test
  void isAlwaysOpenWhereNobodyLookedAtTheBeans() throws Exception {
    assertThat(seen(Extensions.BUILD_COMPATIBLE)).containsExactly("method true", "observer true");
  }

  private static List<String> seen(Extensions extensions, Class<?>... users) throws Exception {
    Class<?>[] beans = new Class<?>[users.length + 2];
    beans[0] = Echo.class;
    beans[1] = Seen.class;
    System.arraycopy(users, 0, beans, 2, users.length);
    try (TestContainer container =
        extensions.boot(TestContainer.configWith("actr.auto-start", "false"), beans)) {
      container
          .get(EventBridges.class)
          .create(
              new ActorBean("echo", ActrType.parse("acme:Echo:1.0.0"), Echo.class.getName()),
              container.get(Echo.class),
              Runnable::run)
          .deliver(Contexts.event(Hook.READY, "echo", "r"));
      return container.get(Seen.class).entries();
    }
  }

  @ApplicationScoped
  static class Seen {

    private final List<String> entries = new CopyOnWriteArrayList<>();

    @Inject BeanManager beans;

    void see(String where) {
      boolean open;
      try {
        open = beans.getContext(RequestScoped.class).isActive();
      } catch (ContextNotActiveException e) {
        open = false;
      }
      entries.add(where + " " + open);
    }

    List<String> entries() {
      return List.copyOf(entries);
    }

    void on(@Observes @Ready NodeEvent event) {
      see("observer");
    }
  }

  @Actor("acme:Echo:1.0.0")
  @ApplicationScoped
  static class Echo implements Workload {

    @Inject Seen seen;

    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }

    @Override
    public void onReady(ActorContext context) {
      seen.see("method");
    }
  }

  @RequestScoped
  static class Scoped {}

  @ApplicationScoped
  static class Producer {

    @Produces
    @RequestScoped
    List<String> text() {
      return List.of();
    }
  }

  @ApplicationScoped
  static class Observer {

    void on(@Observes @Initialized(RequestScoped.class) Object event) {}
  }
}
