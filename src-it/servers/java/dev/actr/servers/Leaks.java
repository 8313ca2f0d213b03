package dev.actr.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.regex.Pattern;

/** Whether a virtual machine has kept what an application left behind that is gone. */
final class Leaks {

  private static final String CLASS = "dev.actr.cdi.NodeManager";

  private static final Duration LEAVING = Duration.ofSeconds(30);

  private Leaks() {}

  /**
   * Waits until the threads of one application are all there is, and no more classes than these.
   */
  static void awaitNone(TestServer tested) {
    ServerProcess server = tested.process();
    await("one application is left" + server)
        .atMost(LEAVING)
        .untilAsserted(
            () -> {
              server.command("GC.run");
              assertThat(
                      count(
                          Pattern.quote(CLASS) + "/", server.command("VM.class_hierarchy", CLASS)))
                  .as("class loaders that have %s", CLASS)
                  .isBetween(1L, (long) tested.loadersKept());
              assertThat(count("\"actr-io-", server.command("Thread.print")))
                  .as("I/O threads")
                  .isLessThanOrEqualTo(2);
            });
  }

  private static long count(String what, String text) {
    return Pattern.compile(what).matcher(text).results().count();
  }
}
