package dev.actr.webrtc;

import io.netty.channel.EventLoop;
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
  private final boolean onLoop;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  private Callbacks(Executor executor, boolean onLoop) {
    this.executor = executor;
    this.onLoop = onLoop;
  }

  static Callbacks on(Executor executor) {
    return new Callbacks(executor, false);
  }

  static Callbacks onLoop(EventLoop loop) {
    return new Callbacks(loop, true);
  }

  /** Runs those that wait for the event loop; called on it, by what is not a callback. */
  void runWaiting() {
    if (onLoop) {
      work();
    }
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
