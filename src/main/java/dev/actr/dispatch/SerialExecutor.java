package dev.actr.dispatch;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs tasks one at a time in the order they came, on the threads of another executor. Never blocks
 * and never drops a task.
 */
public final class SerialExecutor implements Executor {

  /** Tasks run before the thread is given back, so that one node does not keep it from others. */
  private static final int BATCH = 64;

  private final Executor executor;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;
  private volatile long runningSince;

  /**
   * A queue without tasks.
   *
   * @param executor runs the tasks
   */
  public SerialExecutor(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    drainLater();
  }

  private void drainLater() {
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException ended) {
      // The application has ended its executor: there is no thread left to run anything.
      synchronized (tasks) {
        DispatchLog.LOG.debugf("%d tasks came after the end", tasks.size());
        tasks.clear();
        running = false;
      }
    }
  }

  private void drain() {
    for (int i = 0; i < BATCH; i++) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
        if (task == null) {
          running = false;
          return;
        }
      }
      runningSince = System.nanoTime() | 1;
      try {
        task.run();
      } catch (Throwable failure) {
        DispatchLog.LOG.taskFailed(failure);
      } finally {
        runningSince = 0;
      }
    }
    drainLater();
  }

  /** For how long the current task has been running, in nanoseconds; 0 if none is. */
  public long runningNanos() {
    long since = runningSince;
    return since == 0 ? 0 : System.nanoTime() - since;
  }
}
