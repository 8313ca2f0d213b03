package dev.actr.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxLimitsTest {

  private static MailboxLimits delivering(int times) {
    return new MailboxLimits(Duration.ZERO, 0, 0, times, 0, 0, Duration.ZERO);
  }

  @Test
  void allButDeliveriesMayBeZero() {
    assertThat(delivering(1).maxDeliveries()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0})
  void aMessageIsDeliveredAtLeastOnce(int times) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> delivering(times))
        .withMessageContaining("maxDeliveries");
  }

  @Test
  void nothingIsNegative() {
    Duration negative = Duration.ofMillis(-1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MailboxLimits(negative, 0, 0, 1, 0, 0, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MailboxLimits(Duration.ZERO, -1, 0, 1, 0, 0, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MailboxLimits(Duration.ZERO, 0, -1, 1, 0, 0, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MailboxLimits(Duration.ZERO, 0, 0, 1, -1, 0, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MailboxLimits(Duration.ZERO, 0, 0, 1, 0, -1, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MailboxLimits(Duration.ZERO, 0, 0, 1, 0, 0, negative));
  }
}
