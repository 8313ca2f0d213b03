package dev.actr.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Whether a virtual machine has kept what an application left behind that is gone. */
final class Leaks {

  private static final String CLASS = "dev.actr.cdi.NodeManager";

  /** More than a server has threads for requests at first. */
  private static final int REQUESTS = 32;

  private Leaks() {}

  /** Waits until nothing is left of an application that has been there and was removed. */
  static void awaitNone(TestServer tested) throws IOException, InterruptedException {
    ServerProcess server = tested.process();
    try {
      await(tested);
    } catch (ConditionTimeoutException e) {
      // What holds them can be looked up in it.
      server.command("GC.heap_dump", tested.folder().resolve("leak.hprof").toString());
      throw e;
    }
  }

  private static void await(TestServer tested) {
    ServerProcess server = tested.process();
    Awaitility.await("no application is left" + server)
        .atMost(TestServer.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              // A server's idle threads may remember their last request until their next one.
              tested.getAtOnce("events", REQUESTS);
              server.command("GC.run");
              assertThat(loaders(server))
                  .as("class loaders that have %s", CLASS)
                  .isLessThanOrEqualTo(tested.loadersKept());
              assertThat(count("\"actr-", server.command("Thread.print"))).as("threads").isZero();
            });
  }

  /** How many generations of the application have their classes there. */
  static long loaders(ServerProcess server) throws IOException, InterruptedException {
    return count(Pattern.quote(CLASS) + "/", server.command("VM.class_hierarchy", CLASS));
  }

  private static long count(String what, String text) {
    return Pattern.compile(what).matcher(text).results().count();
  }
}
