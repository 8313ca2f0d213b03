package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.mailbox.MailboxLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads where mailboxes are kept, and tries the folders. */
final class MailboxConfigReader {

  private final Consumer<String> problems;

  MailboxConfigReader(Consumer<String> problems) {
    this.problems = problems;
  }

  MailboxSettings read(String actor, ConfigView view) {
    MailboxSettings settings =
        new MailboxSettings(
            actor,
            view.setting(ConfigKeys.MAILBOX_DURABILITY),
            view.setting(ConfigKeys.DATA_DIR).toAbsolutePath().normalize().resolve(actor),
            view.value(ConfigKeys.MAILBOX_JDBC_URL),
            view.value(ConfigKeys.MAILBOX_DATASOURCE),
            new MailboxLimits(
                view.setting(ConfigKeys.MAILBOX_DEDUP_WINDOW),
                view.setting(ConfigKeys.MAILBOX_DEDUP_ENTRIES),
                view.setting(ConfigKeys.MAILBOX_DEDUP_BYTES),
                view.setting(ConfigKeys.MAILBOX_MAX_DELIVERIES),
                view.setting(ConfigKeys.MAILBOX_DEAD_LETTER_ENTRIES),
                view.setting(ConfigKeys.MAILBOX_DEAD_LETTER_BYTES),
                view.setting(ConfigKeys.MAILBOX_DEAD_LETTER_RETENTION)));
    if (settings.jdbcUrl().isPresent() && settings.dataSource().isPresent()) {
      problems.accept(
          LOG.exclusiveKeys(
              view.source(ConfigKeys.MAILBOX_JDBC_URL),
              view.source(ConfigKeys.MAILBOX_DATASOURCE)));
    }
    if (settings.isInFiles()) {
      failure(settings.folder())
          .ifPresent(
              reason ->
                  problems.accept(
                      LOG.badMailboxFolder(
                          view.source(ConfigKeys.DATA_DIR),
                          actor,
                          settings.folder(),
                          reason,
                          ConfigKeys.MAILBOX_DURABILITY.global())));
    }
    return settings;
  }

  /** What is set for all actors may be meant for those without a database. */
  void warnOfDurability(MailboxSettings settings, ConfigView view) {
    if (!settings.isInDatabase()) {
      return;
    }
    ConfigKey<?> database =
        settings.jdbcUrl().isPresent()
            ? ConfigKeys.MAILBOX_JDBC_URL
            : ConfigKeys.MAILBOX_DATASOURCE;
    String durability = view.source(ConfigKeys.MAILBOX_DURABILITY);
    boolean isForOthers =
        durability.equals(ConfigKeys.MAILBOX_DURABILITY.global())
            && !view.source(database).equals(database.global());
    if (!isForOthers && view.value(ConfigKeys.MAILBOX_DURABILITY).isPresent()) {
      LOG.durabilityIgnored(settings.actor(), durability, view.source(database));
    }
  }

  /** What a file system lets do is known once it is done. */
  private static Optional<String> failure(Path folder) {
    try {
      OwnFolder.create(folder);
      Files.delete(Files.createTempFile(folder, "probe", ".tmp"));
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return Optional.of(e.toString());
    }
  }
}
