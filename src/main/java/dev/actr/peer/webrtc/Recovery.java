package dev.actr.peer.webrtc;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Restores a session whose path was lost. The offerer restarts ICE, again and again; the answerer
 * can but ask it to. Confined to the loop.
 */
final class Recovery {

  /** What it does. */
  interface Steps {

    /** Whether descriptions can be sent to the peer. */
    boolean canSignal();

    /** Offers a restart of ICE. */
    void restart();

    /** Asks the offerer for a restart. */
    void askForRestart();

    /** The session is not to be restored. */
    void giveUp();
  }

  static final Duration LIMIT = Duration.ofSeconds(60);
  static final Duration ATTEMPT = Duration.ofSeconds(6);

  private static final int MAX_ATTEMPTS = 10;
  private static final int[] BACKOFF_SECONDS = {1, 2, 4, 5};

  /** No two restarts are closer; who asks for one more gets the running one. */
  private static final Duration APART = Duration.ofSeconds(2);

  private final boolean offerer;
  private final ScheduledExecutorService loop;
  private final Steps steps;

  private boolean running;
  private int attempts;
  private Future<?> next;
  private Future<?> limit;
  private boolean restarted;

  Recovery(boolean offerer, ScheduledExecutorService loop, Steps steps) {
    this.offerer = offerer;
    this.loop = loop;
    this.steps = steps;
  }

  boolean isRunning() {
    return running;
  }

  /** The path was lost, or the peer says so. */
  void begin() {
    if (running) {
      if (!restarted) {
        hasten();
      }
      return;
    }
    running = true;
    attempts = 0;
    limit = after(LIMIT, this::exhausted);
    attempt();
  }

  /** Signaling is back: what could not be sent is sent now. */
  void hasten() {
    if (running && !restarted) {
      next.cancel(false);
      attempt();
    }
  }

  /** The path is there, or the session is over. */
  void end() {
    if (running) {
      running = false;
      restarted = false;
      next.cancel(false);
      limit.cancel(false);
    }
  }

  private void attempt() {
    if (attempts == MAX_ATTEMPTS) {
      exhausted();
      return;
    }
    Duration pause = Duration.ofSeconds(BACKOFF_SECONDS[Math.min(attempts, 3)]);
    attempts++;
    if (!steps.canSignal()) {
      next = after(pause, this::attempt);
      return;
    }
    if (offerer) {
      steps.restart();
      restarted = true;
      loop.schedule(() -> restarted = false, APART.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      steps.askForRestart();
    }
    next = after(ATTEMPT.plus(pause), this::attempt);
  }

  private void exhausted() {
    end();
    steps.giveUp();
  }

  private Future<?> after(Duration delay, Runnable task) {
    return loop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
