package dev.actr.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1000",
    "2, 2000",
    "3, 4000",
    "4, 8000",
    "5, 16000",
    "6, 32000",
    "7, 60000",
    "8, 60000",
    "2147483647, 60000"
  })
  void delaysDoubleUpToTheLongestSpreadByThirtyPercent(int failures, long delay) {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    LongStream delays = LongStream.generate(() -> backoff.delayMillis(failures)).limit(1000);
    assertThat(delays)
        .allMatch(millis -> millis >= delay * 0.7 && millis <= delay * 1.3)
        .anyMatch(millis -> millis < delay * 0.9)
        .anyMatch(millis -> millis > delay * 1.1);
  }

  @Property
  void noDelayIsNegativeOrLongerThanTheLongest(
      @ForAll @LongRange(min = 1, max = 86_400_000) long initial,
      @ForAll @LongRange(min = 1, max = 86_400_000) long max,
      @ForAll @IntRange(min = 1) int failures) {
    long delay =
        new Backoff(Duration.ofMillis(initial), Duration.ofMillis(max)).delayMillis(failures);
    assertThat(delay).isBetween(0L, Math.round(max * 1.3));
  }
}
