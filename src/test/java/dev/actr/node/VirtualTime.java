package dev.actr.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The time of a host and its timer, which pass when the test says so, all on the test's thread. The
 * monotonic clock and the timer stand still while the host sleeps; the other clock may be set.
 */
final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>();
  private long nanos;
  private long sequence;
  private Duration slept = Duration.ZERO;
  private Duration off = Duration.ZERO;

  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {

    private final long due;
    private final long number = sequence++;
    private Throwable failure;

    Task(Callable<V> action, long delay, TimeUnit unit) {
      super(action);
      due = nanos + Math.max(0, unit.toNanos(delay));
    }

    @Override
    protected void setException(Throwable thrown) {
      failure = thrown;
      super.setException(thrown);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      Task<?> task = (Task<?>) other;
      return due != task.due ? Long.compare(due, task.due) : Long.compare(number, task.number);
    }
  }

  /** The time as it is. */
  Instant now() {
    return START.plusNanos(nanos).plus(slept);
  }

  /** A clock that is right. */
  Clock rightClock() {
    return clock(false);
  }

  /** The clock of the host. */
  Clock hostClock() {
    return clock(true);
  }

  private Clock clock(boolean ofHost) {
    return new Clock() {
      @Override
      public Instant instant() {
        return ofHost ? now().plus(off) : now();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
      }
    };
  }

  long nanos() {
    return nanos;
  }

  /** Sets the clock of the host to be off by this much. */
  void setOff(Duration wrong) {
    off = wrong;
  }

  void sleep(Duration duration) {
    slept = slept.plus(duration);
  }

  /** Lets time pass and runs what is due, in its order. */
  void pass(Duration duration) {
    long end = nanos + duration.toNanos();
    while (!tasks.isEmpty() && tasks.peek().due <= end) {
      Task<?> task = tasks.poll();
      nanos = Math.max(nanos, task.due);
      if (!task.isCancelled()) {
        task.run();
        if (task.failure != null) {
          throw new AssertionError("a task of the timer failed", task.failure);
        }
      }
    }
    nanos = end;
  }

  /** Tasks that wait. */
  long waiting() {
    return tasks.stream().filter(task -> !task.isCancelled()).count();
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> action, long delay, TimeUnit unit) {
    Task<V> task = new Task<>(action, delay, unit);
    tasks.add(task);
    return task;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
    return schedule(java.util.concurrent.Executors.callable(action), delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable action, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable action, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void execute(Runnable action) {
    action.run();
  }

  @Override
  public void shutdown() {
    tasks.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    tasks.clear();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
