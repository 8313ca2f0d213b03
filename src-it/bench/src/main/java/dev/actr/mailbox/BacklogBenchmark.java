package dev.actr.mailbox;

import dev.actr.mailbox.journal.JournalMailbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One message in and the oldest out, while others wait in between. Without the disk's time, which
 * would hide what depends on the backlog.
 */
@State(Scope.Benchmark)
public class BacklogBenchmark {

  private static final byte[] ENVELOPE = new byte[100];
  private static final MailboxOutcome OUTCOME = MailboxOutcome.of(new byte[100]);

  /** Messages that wait. */
  @Param({"100", "1000000"})
  public int backlog;

  private Path directory;
  private Mailbox mailbox;
  private long id;

  /** Fills it. */
  @Setup(Level.Trial)
  public void open() throws Exception {
    directory = Files.createTempDirectory(Path.of(System.getProperty("user.dir"), "target"), "b");
    mailbox = JournalMailbox.open(directory, "bench", Durability.PROCESS, MailboxLimits.DEFAULT);
    CountDownLatch stored = new CountDownLatch(backlog);
    for (int i = 0; i < backlog; i++) {
      enqueue().toCompletableFuture().whenComplete((receipt, failure) -> stored.countDown());
    }
    stored.await();
    if (mailbox.stats().waiting() != backlog) {
      throw new IllegalStateException("only " + mailbox.stats() + " of " + backlog);
    }
  }

  private java.util.concurrent.CompletionStage<MailboxReceipt> enqueue() {
    return mailbox.enqueue(MailboxStore.message(Long.toString(++id), ENVELOPE));
  }

  /** Ends and deletes it. */
  @TearDown(Level.Trial)
  public void close() throws Exception {
    mailbox.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  /** In and out. */
  @Benchmark
  public Object inAndOut() throws Exception {
    enqueue().toCompletableFuture().join();
    List<MailboxDelivery> oldest = mailbox.dequeue(1);
    mailbox.complete(oldest.get(0), OUTCOME).toCompletableFuture().join();
    mailbox.acknowledge(oldest.get(0));
    return oldest;
  }
}
