package dev.actr.mailbox.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.mailbox.jdbc.TestPostgres;
import org.junit.jupiter.api.Test;

/** The short form of what {@code mvn -Pfaults} does. */
class FaultsTest {

  private static void assertThatAllHeld(Faults.Count count) {
    assertThat(count.accepted()).as(count::toString).isPositive();
    assertThat(count.lost() + count.twice() + count.disordered()).as(count::toString).isZero();
  }

  @Test
  void whatAKilledProcessHadAcceptedIsHandledOnceFromItsJournal() throws Exception {
    assertThatAllHeld(Faults.journal(5, 1));
  }

  @Test
  void whatAKilledProcessHadAcceptedIsHandledOnceFromPostgres() throws Exception {
    TestPostgres.assumeThereIsOne();
    assertThatAllHeld(Faults.postgres(3, 1));
  }
}
