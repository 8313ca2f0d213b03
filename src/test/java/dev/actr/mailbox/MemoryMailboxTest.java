package dev.actr.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MemoryMailboxTest {

  private static CompletableFuture<Void> offer(
      MemoryMailbox<Integer> mailbox, int item, boolean high) {
    return mailbox.offer(item, high).toCompletableFuture();
  }

  @Test
  void itemsComeOutInTheOrderTheyCameInHighPriorityFirst() {
    MemoryMailbox<Integer> mailbox = new MemoryMailbox<>(100);
    offer(mailbox, 1, false);
    offer(mailbox, 2, true);
    offer(mailbox, 3, false);
    offer(mailbox, 4, true);
    assertThat(mailbox.size()).isEqualTo(4);
    assertThat(List.of(mailbox.poll(), mailbox.poll(), mailbox.poll(), mailbox.poll()))
        .containsExactly(2, 4, 1, 3);
    assertThat(mailbox.poll()).isNull();
    assertThat(mailbox.size()).isZero();
  }

  @Test
  void sendersGoOnAtOnceWhileThereIsRoom() {
    MemoryMailbox<Integer> mailbox = new MemoryMailbox<>(3);
    assertThat(offer(mailbox, 1, false)).isDone();
    assertThat(offer(mailbox, 2, true)).isDone();
    assertThat(offer(mailbox, 3, false)).isNotDone();
  }

  /** What has arrived cannot be sent back. */
  @Test
  void aFullMailboxTakesWhatComesAndLosesNothing() {
    MemoryMailbox<Integer> mailbox = new MemoryMailbox<>(1);
    IntStream.range(0, 1000).forEach(i -> assertThat(offer(mailbox, i, false)).isNotDone());
    IntStream.range(0, 1000).forEach(i -> assertThat(mailbox.poll()).isEqualTo(i));
  }

  @Test
  void allSendersGoOnOnceHalfIsFree() {
    MemoryMailbox<Integer> mailbox = new MemoryMailbox<>(4);
    List<CompletableFuture<Void>> rooms = new ArrayList<>();
    IntStream.range(0, 6).forEach(i -> rooms.add(offer(mailbox, i, false)));
    for (int waiting = 5; waiting > 2; waiting--) {
      mailbox.poll();
      assertThat(rooms.subList(3, 6)).noneMatch(CompletableFuture::isDone);
    }
    mailbox.poll();
    assertThat(rooms).allMatch(CompletableFuture::isDone);
  }

  /** Who is told to go on may offer from within, and may take its time. */
  @Test
  void sendersAreToldOutsideOfTheLock() throws Exception {
    MemoryMailbox<Integer> mailbox = new MemoryMailbox<>(1);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Integer> size = new CompletableFuture<>();
      offer(mailbox, 1, false)
          .thenRun(
              () -> {
                mailbox.offer(2, false);
                size.complete(CompletableFuture.supplyAsync(mailbox::size, other).join());
              });
      assertThat(mailbox.poll()).isEqualTo(1);
      assertThat(size.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void nothingIsLostOrDoubledAmongThreads() throws Exception {
    MemoryMailbox<Integer> mailbox = new MemoryMailbox<>(16);
    ConcurrentLinkedQueue<Integer> taken = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<CompletableFuture<Void>> rooms = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<Void>> work =
          IntStream.range(0, 4)
              .mapToObj(
                  thread ->
                      CompletableFuture.runAsync(
                          () -> {
                            for (int i = 0; i < 5000; i++) {
                              rooms.add(offer(mailbox, thread * 5000 + i, i % 3 == 0));
                              taken.add(mailbox.poll());
                            }
                          },
                          threads))
              .toList();
      for (CompletableFuture<Void> done : work) {
        done.get(20, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(taken).hasSize(20_000).doesNotHaveDuplicates();
    assertThat(mailbox.poll()).isNull();
    assertThat(rooms).allMatch(CompletableFuture::isDone);
  }

  /** One step: an item of high or normal priority, or one taken out. */
  private enum Step {
    HIGH,
    NORMAL,
    POLL
  }

  /** The rules in the plainest words: a list, and who waits. */
  private static final class Model {

    private final int capacity;
    private final List<Integer> high = new ArrayList<>();
    private final List<Integer> normal = new ArrayList<>();
    private final Set<Integer> waiting = new HashSet<>();

    Model(int capacity) {
      this.capacity = capacity;
    }

    void offer(int item, boolean isHigh) {
      (isHigh ? high : normal).add(item);
      if (high.size() + normal.size() >= capacity) {
        waiting.add(item);
      }
    }

    Integer poll() {
      List<Integer> from = high.isEmpty() ? normal : high;
      Integer item = from.isEmpty() ? null : from.remove(0);
      if (high.size() + normal.size() <= capacity / 2) {
        waiting.clear();
      }
      return item;
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    // As many are taken out as come in, so that mailboxes fill up and run empty.
    return Arbitraries.frequency(
            Tuple.of(1, Step.HIGH), Tuple.of(1, Step.NORMAL), Tuple.of(2, Step.POLL))
        .list()
        .ofMaxSize(80);
  }

  @Property
  void itDoesWhatItsModelDoes(
      @ForAll @IntRange(max = 12) int capacity, @ForAll("steps") List<Step> steps) {
    MemoryMailbox<Integer> mailbox = new MemoryMailbox<>(capacity);
    Model model = new Model(capacity);
    List<CompletableFuture<Void>> rooms = new ArrayList<>();
    for (Step step : steps) {
      if (step == Step.POLL) {
        assertThat(mailbox.poll()).isEqualTo(model.poll());
      } else {
        model.offer(rooms.size(), step == Step.HIGH);
        rooms.add(offer(mailbox, rooms.size(), step == Step.HIGH));
      }
      assertThat(mailbox.size()).isEqualTo(model.high.size() + model.normal.size());
      for (int i = 0; i < rooms.size(); i++) {
        assertThat(rooms.get(i).isDone()).isEqualTo(!model.waiting.contains(i));
      }
    }
  }
}
