package dev.actr.mailbox.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.fuzz.FuzzTarget;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxPriority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of a mailbox that are not what was written. */
public final class JournalFuzz {

  private static final String FILE = "0000000001.segment";
  private static final int SEGMENT = 2048;
  private static final int MESSAGES = 4;

  private JournalFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(new FuzzTarget("journal", 300, JournalFuzz::seeds, JournalFuzz::takes));
  }

  private static JournalMailbox open(Path directory) throws IOException {
    return JournalMailbox.open(
        directory,
        "fuzz",
        Durability.PROCESS,
        MailboxLimits.DEFAULT,
        Clock.systemUTC(),
        SEGMENT,
        Segment::create);
  }

  private static List<byte[]> seeds() {
    try {
      Path directory = Files.createTempDirectory("fuzz");
      try (JournalMailbox mailbox = open(directory)) {
        ActrId caller = ActrId.parse("1a2b3c@101/acme:echo-service:1.0.0");
        for (int i = 0; i < MESSAGES; i++) {
          mailbox
              .enqueue(
                  new MailboxMessage(
                      Optional.of(caller),
                      "request " + i,
                      new byte[50],
                      i == 1 ? MailboxPriority.HIGH : MailboxPriority.NORMAL,
                      Instant.now(),
                      Optional.empty()))
              .toCompletableFuture()
              .join();
        }
        mailbox.dequeue(1);
      }
      byte[] bytes = Files.readAllBytes(directory.resolve(FILE));
      delete(directory);
      return List.of(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether all messages are there; those that are come before the first byte that is not. */
  private static boolean takes(byte[] bytes) throws IOException {
    Path directory = Files.createTempDirectory("fuzz");
    try {
      Files.write(directory.resolve(FILE), bytes);
      MailboxState state = new MailboxState(MailboxLimits.DEFAULT, Clock.systemUTC());
      int[] records = {0};
      Journal journal =
          Journal.open(
              directory,
              SEGMENT,
              Segment::create,
              (position, record) -> {
                records[0]++;
                state.replay(position, record);
              });
      state.recovered(journal);
      assertThat(records[0]).isLessThanOrEqualTo(MESSAGES + 1);
      return records[0] >= MESSAGES;
    } catch (ActrException refused) {
      return false;
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
