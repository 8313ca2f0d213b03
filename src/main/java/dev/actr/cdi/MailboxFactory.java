package dev.actr.cdi;

import dev.actr.mailbox.InMemoryMailbox;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.jdbc.JdbcMailbox;
import dev.actr.mailbox.journal.JournalMailbox;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** Knows how the mailbox of an actor is opened. */
final class MailboxFactory {

  /** How long a replica may be silent, before another takes over what it has left. */
  private static final Duration LEASE = Duration.ofSeconds(15);

  private MailboxFactory() {}

  /**
   * What opens the mailbox, on any thread that may wait. Called on a thread of the container, as
   * names are looked up here.
   *
   * @param beans where data sources with a name are found
   */
  static Callable<Mailbox> of(MailboxSettings settings, Instance<DataSource> beans) {
    if (settings.isInDatabase()) {
      DataSources dataSources = new DataSources(beans, settings.actor());
      DataSource database =
          settings
              .dataSource()
              .map(dataSources::named)
              .orElseGet(() -> dataSources.at(settings.jdbcUrl().orElseThrow()));
      return () -> {
        Mailbox mailbox = JdbcMailbox.open(database, settings.actor(), settings.limits(), LEASE);
        MailboxLeft.warn(settings);
        return mailbox;
      };
    }
    if (settings.isInFiles()) {
      return () -> {
        OwnFolder.create(settings.folder());
        return JournalMailbox.open(
            settings.folder(), settings.actor(), settings.durability(), settings.limits());
      };
    }
    return () -> {
      MailboxLeft.warn(settings);
      return new InMemoryMailbox(settings.actor(), settings.limits());
    };
  }
}
