package dev.actr.cdi;

import static dev.actr.cdi.Configs.read;
import static dev.actr.cdi.Configs.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxPriority;
import dev.actr.mailbox.jdbc.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A mailbox in the database that the configuration names. */
class DatabaseMailboxTest {

  @Test
  void whatOneHasStoredTheNextOneDelivers() throws Exception {
    TestPostgres.assumeThereIsOne();
    try (TestPostgres postgres = new TestPostgres()) {
      MailboxSettings settings = read(required("actr.mailbox.jdbc-url", postgres.url())).mailbox();
      try (Mailbox first = MailboxFactory.of(settings, null).call()) {
        first
            .enqueue(
                new MailboxMessage(
                    Optional.of(ActrId.parse("1@1001/acme:Friend:1.0.0")),
                    "1",
                    new byte[] {7},
                    MailboxPriority.NORMAL,
                    Instant.now(),
                    Optional.empty()))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
      }
      try (Mailbox second = MailboxFactory.of(settings, null).call()) {
        List<MailboxDelivery> delivered =
            Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> second.dequeue(10), list -> !list.isEmpty());
        assertThat(delivered)
            .singleElement()
            .satisfies(d -> assertThat(d.message().envelope()).containsExactly(7));
      }
    }
  }
}
