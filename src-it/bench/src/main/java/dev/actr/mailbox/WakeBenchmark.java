package dev.actr.mailbox;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From the sender to the handler of an actor that is idle, whose thread sleeps. */
@State(Scope.Benchmark)
public class WakeBenchmark {

  private static final byte[] ENVELOPE = new byte[100];

  private final BlockingQueue<Long> queue = new LinkedBlockingQueue<>();
  private ExecutorService handler;
  private Mailbox mailbox;
  private Thread taker;
  private volatile long handled;
  private long sent;

  /** Both wait for the first message. */
  @Setup(Level.Trial)
  public void open() {
    handler = Executors.newSingleThreadExecutor();
    mailbox = new InMemoryMailbox("bench", MailboxLimits.DEFAULT);
    mailbox.onAvailable(() -> handler.execute(this::handle));
    taker =
        new Thread(
            () -> {
              try {
                while (true) {
                  handled = queue.take();
                }
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
    taker.start();
  }

  private void handle() {
    for (MailboxDelivery delivery : mailbox.dequeue(1)) {
      handled = Long.parseLong(delivery.message().requestId());
      mailbox.complete(delivery, MailboxOutcome.of(ENVELOPE));
      mailbox.acknowledge(delivery);
    }
  }

  /** Ends both. */
  @TearDown(Level.Trial)
  public void close() {
    taker.interrupt();
    handler.shutdown();
    mailbox.close();
  }

  private void awaitHandled() {
    while (handled != sent) {
      Thread.onSpinWait();
    }
  }

  /** The handler of a mailbox. */
  @Benchmark
  public void mailbox() {
    mailbox.enqueue(MailboxStore.message(Long.toString(++sent), ENVELOPE));
    awaitHandled();
  }

  /** A thread that waits for a queue. */
  @Benchmark
  public void blockingQueue() {
    queue.add(++sent);
    awaitHandled();
  }
}
