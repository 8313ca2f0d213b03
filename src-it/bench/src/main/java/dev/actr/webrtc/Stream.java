package dev.actr.webrtc;

import java.util.concurrent.CompletableFuture;

/** Messages in one direction, as many as go. */
final class Stream {

  private Stream() {}

  static double bytesPerSecond(Line line, byte[] message, int count) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    int[] received = {0};
    line.onMessage(
        Line.End.RIGHT,
        data -> {
          if (++received[0] == count) {
            done.complete(null);
          }
        });
    long start = System.nanoTime();
    line.stream(message, count);
    done.join();
    return (double) message.length * count * 1e9 / (System.nanoTime() - start);
  }
}
