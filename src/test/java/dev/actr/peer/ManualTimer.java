package dev.actr.peer;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer whose time passes when the test says so. Tasks run on its one thread. */
public final class ManualTimer extends ScheduledThreadPoolExecutor {

  private final List<Task> tasks = new CopyOnWriteArrayList<>();

  private record Task(long millis, ScheduledFuture<?> future, Callable<?> action) {}

  /** No tasks yet. */
  public ManualTimer() {
    super(1);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return schedule(Executors.callable(command), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    // Cancelled as any other; left alone it would run in a year.
    ScheduledFuture<V> future = super.schedule(callable, 365, TimeUnit.DAYS);
    tasks.add(new Task(unit.toMillis(delay), future, callable));
    return future;
  }

  /** The delays of the tasks that wait, in milliseconds, in the order they came. */
  public List<Long> delays() {
    return tasks.stream().filter(task -> !task.future().isDone()).map(Task::millis).toList();
  }

  /** Runs the tasks that wait for exactly this time. */
  public void elapse(long millis) {
    for (Task task : tasks) {
      if (task.millis() == millis && task.future().cancel(false)) {
        super.schedule(task.action(), 0, TimeUnit.MILLISECONDS);
      }
    }
  }
}
