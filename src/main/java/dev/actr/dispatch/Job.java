package dev.actr.dispatch;

/** Something a {@link Scheduler} runs. */
abstract class Job {

  final Object key;
  final boolean highPriority;

  /** The one that it waits for while it runs; null if there is none. */
  Job awaited;

  boolean done;

  /**
   * A job.
   *
   * @param key what it must not run at the same time with; null for everything
   * @param highPriority overtakes those that have not this priority and have not begun
   */
  Job(Object key, boolean highPriority) {
    this.key = key;
    this.highPriority = highPriority;
  }

  abstract void run();

  /** Runs once it holds up no other any more. */
  void follow() {}

  /** Whether {@link #follow} may run code of the application. */
  boolean isFollowedByApplication() {
    return false;
  }

  /** It will not be run. */
  abstract void dropped();
}
