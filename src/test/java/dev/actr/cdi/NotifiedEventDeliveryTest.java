package dev.actr.cdi;

import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.inject.se.SeContainerInitializer;

/** Without the portable extension. */
class NotifiedEventDeliveryTest extends EventDeliveryContract {

  @Override
  TestContainer boot() {
    return TestContainer.boot(
        TestContainer.configWith("actr.auto-start", "false"), withoutExtension(DeliveryBeans.ALL));
  }

  /** The library's beans and these, as in a container that knows no portable extensions. */
  @SuppressWarnings("unchecked")
  static SeContainerInitializer withoutExtension(Class<?>... beans) {
    return SeContainerInitializer.newInstance()
        .disableDiscovery()
        .addExtensions(ConfigExtension.class)
        .addBeanClasses(
            NodeManager.class,
            EventBridges.class,
            ActorInvocations.class,
            CurrentContext.class,
            CurrentActorContext.class)
        .addBeanClasses(beans);
  }
}
