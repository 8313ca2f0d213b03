package dev.actr.webrtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What connections take that are open and idle: on the heap, which is resident, and beside it. */
final class Memory {

  private Memory() {}

  /** Bytes of a connection, both ends. Those made are added to the open ones. */
  static double of(Stack stack, int count, List<Line> open) {
    long before = used();
    for (int i = 0; i < count; i++) {
      open.add(stack.connect());
    }
    return (double) (used() - before) / count;
  }

  private static long used() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + resident();
  }

  private static long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
