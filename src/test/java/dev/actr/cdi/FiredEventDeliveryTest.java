package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrType;
import dev.actr.NodeEvent;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import dev.actr.event.Ready;
import dev.actr.node.Hook;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.EventMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** With the portable extension. */
class FiredEventDeliveryTest extends EventDeliveryContract {

  @Override
  Extensions extensions() {
    return Extensions.PORTABLE;
  }

  @Test
  void observersMayAskForTheMetadata() throws Exception {
    try (TestContainer own =
        TestContainer.boot(
            TestContainer.configWith("actr.auto-start", "false"),
            Metadata.class,
            Journal.class,
            DeliveryBeans.Echo.class,
            DeliveryBeans.Request.class)) {
      own.get(EventBridges.class)
          .create(
              new ActorBean("echo", ActrType.parse("acme:Echo:1.0.0"), "Echo"),
              own.get(Workload.class),
              Runnable::run)
          .deliver(Contexts.event(Hook.READY, "echo", "r"));

      Metadata seen = own.get(Metadata.class);
      await().until(() -> seen.all().size() == 2);
      for (EventMetadata metadata : seen.all()) {
        assertThat(metadata.getType()).isEqualTo(NodeEvent.class);
        assertThat(metadata.getQualifiers())
            .contains(Ready.Literal.INSTANCE, OfActor.Literal.of("echo"));
      }
    }
  }

  @ApplicationScoped
  static class Metadata {

    private final Collection<EventMetadata> all = Collections.synchronizedList(new ArrayList<>());

    void sync(@Observes @Ready NodeEvent event, EventMetadata metadata) {
      all.add(metadata);
    }

    void async(@ObservesAsync @Ready NodeEvent event, EventMetadata metadata) {
      all.add(metadata);
    }

    Collection<EventMetadata> all() {
      return all;
    }
  }
}
