package dev.actr.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogBudgetTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final LogBudget budget = new LogBudget(2, now::get);
  private final List<Long> lines = new ArrayList<>();

  @Test
  void whatHappensVeryOftenIsLoggedNowAndThenWithTheNumberOfTheRest() {
    for (int i = 0; i < 1000; i++) {
      budget.spend(lines::add);
    }
    assertThat(lines).containsExactly(0L, 0L);

    now.addAndGet(60_000_000_000L);
    for (int i = 0; i < 3; i++) {
      budget.spend(lines::add);
    }
    assertThat(lines).containsExactly(0L, 0L, 998L, 0L);
  }

  @Test
  void whatHappensRarelyIsLoggedEachTime() {
    for (int i = 0; i < 100; i++) {
      budget.spend(lines::add);
      now.addAndGet(31_000_000_000L);
    }
    assertThat(lines).hasSize(100).containsOnly(0L);
  }
}
