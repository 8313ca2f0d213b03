package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With the build compatible extension, which cannot set guards before observers. */
class NotifiedEventDeliveryTest extends EventDeliveryContract {

  @Override
  Extensions extensions() {
    return Extensions.BUILD_COMPATIBLE;
  }

  @Test
  void thereIsNoGuard() {
    try (TestContainer container = extensions().boot()) {
      assertThat(container.container().select(ObserverGuard.class).isUnsatisfied()).isTrue();
    }
  }
}
