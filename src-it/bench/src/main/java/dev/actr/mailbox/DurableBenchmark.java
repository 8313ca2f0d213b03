package dev.actr.mailbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * A message of 100 bytes that is stored on the disk, handled by one thread, and its outcome of 100
 * bytes stored on the disk. Each sender waits for the outcome before it sends the next.
 */
@State(Scope.Benchmark)
public class DurableBenchmark {

  private static final byte[] ENVELOPE = new byte[100];
  private static final int WINDOW = 128;

  /** What stores. */
  @Param({"mailbox", "journal", "bare", "artemis-broker", "sqlite", "artemis-journal"})
  public String store;

  private Path directory;
  private Store opened;
  private final Queue<Semaphore> windows = new ConcurrentLinkedQueue<>();

  /** Below the build's folder: that of temporary files may be in memory. */
  @Setup(Level.Trial)
  public void open() throws Exception {
    directory = Files.createTempDirectory(Path.of(System.getProperty("user.dir"), "target"), "b");
    opened = Store.open(store, directory);
  }

  /** Ends and deletes it. */
  @TearDown(Level.Trial)
  public void close() throws Exception {
    // One thread ends this while others may end their last iteration.
    windows.forEach(DurableBenchmark::awaitAll);
    opened.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(DurableBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** One sender. */
  @Benchmark
  @Threads(1)
  public Object senders1() throws Exception {
    return opened.send(ENVELOPE).toCompletableFuture().get();
  }

  /** Eight senders. */
  @Benchmark
  @Threads(8)
  public Object senders8() throws Exception {
    return opened.send(ENVELOPE).toCompletableFuture().get();
  }

  /** 32 senders. */
  @Benchmark
  @Threads(32)
  public Object senders32() throws Exception {
    return opened.send(ENVELOPE).toCompletableFuture().get();
  }

  /** 64 senders. */
  @Benchmark
  @Threads(64)
  public Object senders64() throws Exception {
    return opened.send(ENVELOPE).toCompletableFuture().get();
  }

  /** What a sender has under way. */
  @State(Scope.Thread)
  public static class Sender {
    final Semaphore window = new Semaphore(WINDOW);

    /** It is waited for at the end. */
    @Setup(Level.Trial)
    public void add(DurableBenchmark benchmark) {
      benchmark.windows.add(window);
    }

    /** What an iteration began is part of it. */
    @TearDown(Level.Iteration)
    public void await() {
      awaitAll(window);
    }
  }

  private static void awaitAll(Semaphore window) {
    window.acquireUninterruptibly(WINDOW);
    window.release(WINDOW);
  }

  /** 32 senders, each with up to 128 messages under way, as a connection has. */
  @Benchmark
  @Threads(32)
  public void senders32Pipelined(Sender sender) throws Exception {
    sender.window.acquire();
    opened.send(ENVELOPE).whenComplete((done, failure) -> sender.window.release());
  }
}
