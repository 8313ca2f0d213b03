package dev.actr.webrtc;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Messages that come back. */
final class Pings {

  private Pings() {}

  /** Times in nanoseconds, in order. Each echo sends the next ping: no thread waits. */
  static long[] bounced(Line line, byte[] message, int count) {
    long[] times = new long[count];
    CompletableFuture<Void> done = new CompletableFuture<>();
    long[] sent = {System.nanoTime()};
    int[] received = {0};
    line.onMessage(Line.End.RIGHT, ping -> line.send(Line.End.RIGHT, ping));
    line.onMessage(
        Line.End.LEFT,
        echo -> {
          long now = System.nanoTime();
          times[received[0]++] = now - sent[0];
          if (received[0] == count) {
            done.complete(null);
          } else {
            sent[0] = now;
            line.send(Line.End.LEFT, message);
          }
        });
    line.send(Line.End.LEFT, message);
    done.join();
    Arrays.sort(times);
    return times;
  }

  /** What sends one message and waits for it to come back. */
  static Runnable echo(Line line, byte[] message) {
    Semaphore back = new Semaphore(0);
    line.onMessage(Line.End.RIGHT, ping -> line.send(Line.End.RIGHT, ping));
    line.onMessage(Line.End.LEFT, echo -> back.release());
    return () -> {
      line.send(Line.End.LEFT, message);
      back.acquireUninterruptibly();
    };
  }

  /** Times in nanoseconds of two things that return when they are done, one after the other. */
  static long[][] byTurns(Runnable one, Runnable other, int count) {
    long[][] times = new long[2][count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      one.run();
      long between = System.nanoTime();
      other.run();
      times[0][i] = between - start;
      times[1][i] = System.nanoTime() - between;
    }
    return times;
  }

  /** Echoes a second on all lines together, each with one message under way. */
  static double perSecond(List<Line> lines, byte[] message, int count) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(count);
    Semaphore done = new Semaphore(0);
    for (Line line : lines) {
      line.onMessage(Line.End.RIGHT, ping -> line.send(Line.End.RIGHT, ping));
      line.onMessage(
          Line.End.LEFT,
          echo -> {
            if (left.decrementAndGet() >= 0) {
              line.send(Line.End.LEFT, message);
            } else {
              done.release();
            }
          });
    }
    long start = System.nanoTime();
    lines.forEach(line -> line.send(Line.End.LEFT, message));
    done.acquire(lines.size());
    return (count + lines.size()) * 1e9 / (System.nanoTime() - start);
  }

  /** The quantile of sorted or unsorted times. */
  static double at(long[] times, double quantile) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[(int) (quantile * (sorted.length - 1))];
  }
}
