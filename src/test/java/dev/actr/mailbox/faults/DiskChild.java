package dev.actr.mailbox.faults;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxPriority;
import dev.actr.mailbox.MailboxReceipt;
import dev.actr.mailbox.journal.JournalMailbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A process with a small file system of its own, mounted at a directory. It says {@code held} and
 * ends with 0 if all did.
 */
final class DiskChild {

  private DiskChild() {}

  public static void main(String[] args) throws Exception {
    Path disk = Path.of(args[1]);
    switch (args[0]) {
      case "full" -> full(disk);
      case "write" -> write(disk);
      case "read-only" -> readOnly(disk);
      case "writable" -> writable(disk);
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println("held");
    System.exit(0);
  }

  private static Mailbox open(Path disk) throws IOException {
    return JournalMailbox.open(
        disk.resolve("mailbox"), "faults", Durability.DISK, MailboxLimits.DEFAULT);
  }

  private static MailboxReceipt enqueue(Mailbox mailbox, String id) throws Exception {
    return mailbox
        .enqueue(
            new MailboxMessage(
                Optional.empty(),
                id,
                new byte[100_000],
                MailboxPriority.NORMAL,
                Instant.now(),
                Optional.empty()))
        .toCompletableFuture()
        .get(1, TimeUnit.MINUTES);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** Another file takes the room; senders are refused until it has gone. */
  private static void full(Path disk) throws Exception {
    Path other = disk.resolve("other");
    List<String> accepted = new ArrayList<>();
    try (Mailbox mailbox = open(disk)) {
      enqueue(mailbox, "first");
      SmallDisk.fill(other);
      ActrException refusal = null;
      while (refusal == null) {
        String id = "m" + accepted.size();
        try {
          enqueue(mailbox, id);
          accepted.add(id);
        } catch (ExecutionException e) {
          refusal = (ActrException) e.getCause();
        }
      }
      System.out.println("after " + accepted.size() + " messages: " + refusal.getMessage());
      check(refusal.kind() == ErrorKind.UNAVAILABLE, "the kind is " + refusal.kind());
      // What is there can be handled still, for which some room is kept.
      MailboxDelivery delivery = mailbox.dequeue(1).get(0);
      mailbox
          .complete(delivery, MailboxOutcome.of(new byte[10]))
          .toCompletableFuture()
          .get(1, TimeUnit.MINUTES);
      mailbox.acknowledge(delivery);
      Files.delete(other);
      Awaitility.await()
          .atMost(1, TimeUnit.MINUTES)
          .ignoreExceptions()
          .until(() -> enqueue(mailbox, "later") != null);
      accepted.add("later");
    }
    try (Mailbox mailbox = open(disk)) {
      List<String> left =
          mailbox.dequeue(10_000).stream().map(each -> each.message().requestId()).toList();
      check(left.equals(accepted), left + " are left of " + accepted);
    }
  }

  private static void write(Path disk) throws Exception {
    try (Mailbox mailbox = open(disk)) {
      enqueue(mailbox, "before");
    }
  }

  private static void readOnly(Path disk) throws Exception {
    try (Mailbox mailbox = open(disk)) {
      throw new AssertionError(mailbox + " was opened");
    } catch (IOException e) {
      System.out.println(e);
      check(e.getMessage().contains(disk.toString()), e.toString());
    }
  }

  private static void writable(Path disk) throws Exception {
    try (Mailbox mailbox = open(disk)) {
      check(mailbox.dequeue(1).get(0).message().requestId().equals("before"), "it is lost");
    }
  }
}
