package dev.actr.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What this process holds at a moment.
 *
 * @param heap bytes of objects that are reachable
 * @param threads of the platform
 * @param descriptors that are open
 * @param resident bytes of memory, of which the heap is a fixed part
 */
public record Usage(long heap, int threads, long descriptors, long resident) {

  private static final double MEBI = 1 << 20;

  /** What is held now, after what can be collected has been. */
  public static Usage now() {
    // Twice: references are cleared in one collection and what hung on them goes in the next.
    System.gc();
    System.gc();
    return new Usage(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getOpenFileDescriptorCount(),
        residentBytes());
  }

  private static long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new AssertionError("endurance is measured on Linux", e);
    }
  }

  /** Prints what was held before and is held after something, in one line. */
  public static void report(String what, Usage before, Usage after) {
    System.out.printf(
        Locale.ROOT,
        "soak: %s: heap %.1f -> %.1f MiB, threads %d -> %d, descriptors %d -> %d,"
            + " resident %.0f -> %.0f MiB%n",
        what,
        before.heap / MEBI,
        after.heap / MEBI,
        before.threads,
        after.threads,
        before.descriptors,
        after.descriptors,
        before.resident / MEBI,
        after.resident / MEBI);
  }
}
