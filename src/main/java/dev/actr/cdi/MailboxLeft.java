package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.mailbox.Durability;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxStats;
import dev.actr.mailbox.journal.JournalMailbox;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What waits in the files of an actor whose mailbox is not kept in files any more. */
final class MailboxLeft {

  private MailboxLeft() {}

  /** Tells of it, if there is any; may take a while, as all of it is read. */
  static void warn(MailboxSettings settings) {
    Path folder = settings.folder();
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      if (hasFiles(folder)) {
        MailboxStats left = count(settings);
        if (left.waiting() + left.deadLetters() > 0) {
          LOG.mailboxLeft(
              settings.actor(), left.waiting(), left.deadLetters(), folder, remedy(settings));
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.mailboxLeftUnread(settings.actor(), folder, e.toString(), remedy(settings));
    }
  }

  private static boolean hasFiles(Path folder) throws IOException {
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(folder, "*.segment")) {
      return segments.iterator().hasNext();
    }
  }

  private static MailboxStats count(MailboxSettings settings) throws IOException {
    try (Mailbox mailbox =
        JournalMailbox.open(
            settings.folder(), settings.actor(), Durability.PROCESS, settings.limits())) {
      return mailbox.stats();
    }
  }

  private static String remedy(MailboxSettings settings) {
    if (settings.jdbcUrl().isPresent()) {
      return "remove " + ConfigKeys.MAILBOX_JDBC_URL.global();
    }
    return settings.dataSource().isPresent()
        ? "remove " + ConfigKeys.MAILBOX_DATASOURCE.global()
        : "set " + ConfigKeys.MAILBOX_DURABILITY.global() + " to disk";
  }
}
