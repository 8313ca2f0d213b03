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
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mailbox in the database that the configuration names. */
class DatabaseMailboxTest {

  @Test
  void whatOneHasStoredTheNextOneDelivers() throws Exception {
    TestPostgres.assumeThereIsOne();
    try (TestPostgres postgres = new TestPostgres()) {
      MailboxSettings settings = read(required("actr.mailbox.jdbc-url", postgres.url())).mailbox();
      try (Mailbox first = MailboxFactory.of(settings, null).call()) {
        enqueue(first);
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

  @Test
  void whatIsLeftInFilesIsToldOnceTheDatabaseIsOpen(@TempDir Path folder) throws Exception {
    TestPostgres.assumeThereIsOne();
    try (Mailbox files =
        MailboxFactory.of(read(required("actr.data-dir", folder.toString())).mailbox(), null)
            .call()) {
      enqueue(files);
    }
    try (TestPostgres postgres = new TestPostgres();
        LogRecords log = new LogRecords();
        Mailbox database =
            MailboxFactory.of(
                    read(required(
                            "actr.data-dir",
                            folder.toString(),
                            "actr.mailbox.jdbc-url",
                            postgres.url()))
                        .mailbox(),
                    null)
                .call()) {
      assertThat(database.stats().waiting()).isZero();
      assertThat(log.ownWith("ACTR000135"))
          .singleElement()
          .asString()
          .contains("1 messages", folder.toString(), "remove actr.mailbox.jdbc-url");
    }
  }

  private static void enqueue(Mailbox mailbox) throws Exception {
    mailbox
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
}
