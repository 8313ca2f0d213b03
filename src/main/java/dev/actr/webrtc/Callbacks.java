package dev.actr.webrtc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs the callbacks of one connection on the factory's executor or the connection's event loop, in
 * order and never within one another. Thread-safe.
 */
final class Callbacks {

  private static final int BATCH = 64;

  private final Executor executor;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  Callbacks(Executor executor) {
    this.executor = executor;
  }

  void run(Runnable callback) {
    synchronized (waiting) {
      waiting.add(callback);
      if (running) {
        return;
      }
      running = true;
    }
    submit();
  }

  private void submit() {
    try {
      executor.execute(this::work);
    } catch (RejectedExecutionException e) {
      // Whoever closed the executor wants no calls any more.
      synchronized (waiting) {
        waiting.clear();
        running = false;
      }
    }
  }

  private void work() {
    for (int i = 0; i < BATCH; i++) {
      Runnable next;
      synchronized (waiting) {
        next = waiting.poll();
        if (next == null) {
          running = false;
          return;
        }
      }
      try {
        next.run();
      } catch (RuntimeException | Error e) {
        WebRtcLog.LOG.callbackFailed(e);
      }
    }
    submit();
  }
}
