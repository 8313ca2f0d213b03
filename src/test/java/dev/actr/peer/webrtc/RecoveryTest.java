package dev.actr.peer.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.peer.ManualTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecoveryTest {

  private final ManualTimer timer = new ManualTimer();
  private final List<String> steps = new ArrayList<>();
  private boolean signaling = true;

  private final Recovery.Steps recorded =
      new Recovery.Steps() {
        @Override
        public boolean canSignal() {
          return signaling;
        }

        @Override
        public void restart() {
          steps.add("restart");
        }

        @Override
        public void askForRestart() {
          steps.add("ask");
        }

        @Override
        public void giveUp() {
          steps.add("give up");
        }
      };

  private final Recovery offerer = new Recovery(true, timer, recorded);
  private final Recovery answerer = new Recovery(false, timer, recorded);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  /** On the timer's thread, as the tasks themselves are. */
  private <T> T onLoop(Callable<T> task) throws Exception {
    FutureTask<T> done = new FutureTask<>(task);
    timer.execute(done);
    timer.elapse(0);
    return done.get(20, TimeUnit.SECONDS);
  }

  private void run(Runnable task) throws Exception {
    onLoop(
        () -> {
          task.run();
          return null;
        });
  }

  private List<String> after(long... millis) throws Exception {
    for (long delay : millis) {
      timer.elapse(delay);
      onLoop(() -> null);
    }
    return onLoop(() -> List.copyOf(steps));
  }

  @Test
  void theOffererRestartsAtOnceAndAgainAfterGrowingPauses() throws Exception {
    run(offerer::begin);
    assertThat(after()).containsExactly("restart");
    assertThat(after(7000)).hasSize(2);
    assertThat(after(8000)).hasSize(3);
    assertThat(after(10_000)).hasSize(4);
    assertThat(after(11_000, 11_000)).hasSize(6).containsOnly("restart");
  }

  @Test
  void theAnswererAsks() throws Exception {
    run(answerer::begin);
    assertThat(after(7000)).containsExactly("ask", "ask");
  }

  @Test
  void itIsGivenUpAfterAMinute() throws Exception {
    run(offerer::begin);
    assertThat(after(60_000)).containsExactly("restart", "give up");
    assertThat(onLoop(offerer::isRunning)).isFalse();
    assertThat(after(7000)).hasSize(2);
  }

  @Test
  void itIsGivenUpAfterTenAttempts() throws Exception {
    run(offerer::begin);
    after(7000, 8000, 10_000, 11_000, 11_000, 11_000, 11_000, 11_000, 11_000);
    assertThat(after()).hasSize(10).containsOnly("restart");
    assertThat(after(11_000)).hasSize(11).endsWith("give up");
  }

  @Test
  void nothingMoreHappensOnceThePathIsBack() throws Exception {
    run(offerer::begin);
    run(offerer::end);
    assertThat(after(2000, 7000, 60_000)).containsExactly("restart");
  }

  @Test
  void withoutSignalingNothingIsOfferedUntilItIsBack() throws Exception {
    signaling = false;
    run(offerer::begin);
    assertThat(after(1000, 2000)).isEmpty();
    signaling = true;
    run(offerer::hasten);
    assertThat(after()).containsExactly("restart");
    assertThat(after(4000)).hasSize(1);
  }

  @Test
  void whoAsksDuringARestartGetsThatOne() throws Exception {
    run(offerer::begin);
    run(offerer::begin);
    assertThat(after()).containsExactly("restart");
    after(2000);
    run(offerer::begin);
    assertThat(after()).containsExactly("restart", "restart");
  }
}
