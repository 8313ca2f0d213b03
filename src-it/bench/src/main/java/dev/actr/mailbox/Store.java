package dev.actr.mailbox;

import dev.actr.mailbox.journal.JournalMailbox;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** What messages are sent through: stored, handled by one thread, and their outcome stored. */
interface Store {

  byte[] RESPONSE = new byte[100];

  /** Sends one; done when its outcome is stored as well. */
  CompletionStage<?> send(byte[] envelope) throws Exception;

  /** Ends it. */
  void close() throws Exception;

  static Store open(String name, Path directory) throws Exception {
    return switch (name) {
      case "mailbox" ->
          new MailboxStore(
              JournalMailbox.open(directory, "bench", Durability.DISK, MailboxLimits.DEFAULT));
      case "bare" -> new CommitStore(new BareLog(directory));
      case "journal" -> new CommitStore(new JournalAloneLog(directory));
      case "sqlite" -> new CommitStore(new SqliteLog(directory));
      case "artemis-journal" -> new CommitStore(new ArtemisLog(directory));
      case "artemis-broker" -> new ArtemisBroker(directory);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
