package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.smallrye.config.inject.ConfigExtension;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When the configuration of actors is checked. */
class DeploymentConfigTest {

  private static final Map<String, String> BAD =
      Map.of("actr.realm.id", "none", "actr.call.timeout", "soon");

  @Test
  void portableExtensionChecksItWithTheBeans() {
    Throwable failure =
        catchThrowable(
            () ->
                Extensions.PORTABLE
                    .boot(
                        BAD,
                        DeploymentTest.Fine.class,
                        DeploymentTest.NoWorkload.class,
                        DeploymentTest.BadType.class,
                        DeploymentTest.HandlerOfNobody.class)
                    .close());

    assertThat(failure)
        .isInstanceOf(DeploymentException.class)
        .message()
        .contains("7 problem")
        .contains("ACTR000101", "ACTR000103", "ACTR000109")
        .contains("actr.realm.id is 'none'", "actr.call.timeout is 'soon'")
        .contains("actr.ais.url is not set", "actr.signaling.url is not set");
  }

  @Test
  void buildCompatibleExtensionLeavesItToTheStart() {
    Throwable failure =
        catchThrowable(
            () -> Extensions.BUILD_COMPATIBLE.boot(BAD, DeploymentTest.Fine.class).close());

    assertThat(failure)
        .hasStackTraceContaining("4 problem")
        .hasStackTraceContaining("actr.realm.id is 'none'")
        .hasStackTraceContaining("actr.signaling.url is not set");
  }

  @Test
  void withoutAnExtensionTheStartFailsWithTheProblemsOfTheBeansToo() {
    Throwable failure =
        catchThrowable(
            () ->
                TestContainer.boot(
                        Map.of(),
                        withoutExtension(
                            DeploymentTest.BadType.class,
                            DeploymentTest.Fine.class,
                            DeploymentTest.HandlerOfNobody.class))
                    .close());

    assertThat(failure)
        .hasStackTraceContaining("ACTR000103")
        .hasStackTraceContaining("ACTR000109")
        .hasStackTraceContaining("actr.realm.id is not set");
  }

  /** The library's beans and these, as in a container that knows no portable extensions. */
  @SuppressWarnings("unchecked")
  private static SeContainerInitializer withoutExtension(Class<?>... beans) {
    return SeContainerInitializer.newInstance()
        .disableDiscovery()
        .addExtensions(ConfigExtension.class)
        .addBeanClasses(
            NodeManager.class,
            EventBridges.class,
            RemoteClients.class,
            ActorInvocations.class,
            RequestContexts.class,
            CurrentContext.class,
            CurrentActorContext.class)
        .addBeanClasses(beans);
  }
}
