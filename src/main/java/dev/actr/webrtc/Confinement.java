package dev.actr.webrtc;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where the state of one connection may be touched: on its event loop, and for a moment on another
 * thread, which need not wake the loop then. Thread-safe.
 */
final class Confinement implements Executor {

  private final EventLoop loop;
  private final ReentrantLock lock = new ReentrantLock();

  Confinement(EventLoop loop) {
    this.loop = loop;
  }

  /** Runs a task on the event loop, at once if this is it. Dropped after the end. */
  void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      here(task);
      return;
    }
    try {
      execute(task);
    } catch (RejectedExecutionException e) {
      WebRtcLog.LOG.debug("a call came after the end of the factory");
    }
  }

  /** Runs a task on the event loop, after what it does now. */
  @Override
  public void execute(Runnable task) {
    loop.execute(() -> here(task));
  }

  /** Runs a task on this thread, which is that of the event loop. */
  void here(Runnable task) {
    lock.lock();
    try {
      task.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs a task on this thread, which is another, unless somebody else is at work.
   *
   * @param task tells whether it has done anything
   * @return whether it was run and has
   */
  boolean elsewhere(BooleanSupplier task) {
    // An interrupt may close a socket that the interrupted thread uses.
    if (loop.inEventLoop() || Thread.currentThread().isInterrupted() || !lock.tryLock()) {
      return false;
    }
    try {
      return task.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }
}
