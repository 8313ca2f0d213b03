package dev.actr.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/**
 * Watches that a process does not grow. What code is compiled and loaded on the first occasions is
 * no growth: begin after those.
 */
public final class Growth {

  /** What the compiler, the collector and the allocator move by in any case. */
  private static final long HEAP_NOISE = 3 << 20;

  private static final long RESIDENT_NOISE = 24 << 20;
  private static final int THREAD_NOISE = 4;
  private static final int DESCRIPTOR_NOISE = 10;

  private final Usage before = Usage.now();

  /** Asserts that nothing has grown since; prints a line that begins with what has happened. */
  public void assertNone(String what) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertSmall(Usage.now()));
    Usage.report(what, before, Usage.now());
  }

  private void assertSmall(Usage after) {
    assertThat(after.heap() - before.heap()).as("heap").isLessThan(HEAP_NOISE);
    assertThat(after.threads() - before.threads()).as("threads").isLessThan(THREAD_NOISE);
    assertThat(after.descriptors() - before.descriptors())
        .as("descriptors")
        .isLessThan(DESCRIPTOR_NOISE);
    assertThat(after.resident() - before.resident()).as("resident").isLessThan(RESIDENT_NOISE);
  }
}
