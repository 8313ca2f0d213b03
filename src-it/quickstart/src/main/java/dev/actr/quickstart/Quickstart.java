package dev.actr.quickstart;

import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A development server, an echo actor and its caller in one process. Runs until interrupted, or,
 * with {@code -Dquickstart.once=true}, until both nodes are ready and the reply has come.
 */
public final class Quickstart {

  private Quickstart() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (SeContainer container =
        SeContainerInitializer.newInstance().addPackages(Quickstart.class).initialize()) {
      Console console = container.select(Console.class).get();
      console.awaitReply();
      console.readiness(awaitReadiness(container).getPayload().toString());
      if (!Boolean.getBoolean("quickstart.once")) {
        // An interrupt ends the process; the container is then shut down by its shutdown hook.
        new CountDownLatch(1).await();
      }
    }
  }

  private static SmallRyeHealth awaitReadiness(SeContainer container) throws InterruptedException {
    SmallRyeHealthReporter reporter = container.select(SmallRyeHealthReporter.class).get();
    SmallRyeHealth health = reporter.getReadiness();
    while (health.isDown()) {
      TimeUnit.MILLISECONDS.sleep(100);
      health = reporter.getReadiness();
    }
    return health;
  }
}
