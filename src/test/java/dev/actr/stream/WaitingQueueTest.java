package dev.actr.stream;

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
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WaitingQueueTest {

  private static CompletableFuture<Void> offer(WaitingQueue<Integer> queue, int item) {
    return queue.offer(item).toCompletableFuture();
  }

  @Test
  void itemsComeOutInTheOrderTheyCameIn() {
    WaitingQueue<Integer> queue = new WaitingQueue<>(100);
    offer(queue, 1);
    offer(queue, 2);
    offer(queue, 3);
    offer(queue, 4);
    assertThat(queue.size()).isEqualTo(4);
    assertThat(List.of(queue.poll(), queue.poll(), queue.poll(), queue.poll()))
        .containsExactly(1, 2, 3, 4);
    assertThat(queue.poll()).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void sendersGoOnAtOnceWhileThereIsRoom() {
    WaitingQueue<Integer> queue = new WaitingQueue<>(3);
    assertThat(offer(queue, 1)).isDone();
    assertThat(offer(queue, 2)).isDone();
    assertThat(offer(queue, 3)).isNotDone();
  }

  /** What has arrived cannot be sent back. */
  @Test
  void aFullQueueTakesWhatComesAndLosesNothing() {
    WaitingQueue<Integer> queue = new WaitingQueue<>(1);
    IntStream.range(0, 1000).forEach(i -> assertThat(offer(queue, i)).isNotDone());
    IntStream.range(0, 1000).forEach(i -> assertThat(queue.poll()).isEqualTo(i));
  }

  @Test
  void allSendersGoOnOnceHalfIsFree() {
    WaitingQueue<Integer> queue = new WaitingQueue<>(4);
    List<CompletableFuture<Void>> rooms = new ArrayList<>();
    IntStream.range(0, 6).forEach(i -> rooms.add(offer(queue, i)));
    for (int waiting = 5; waiting > 2; waiting--) {
      queue.poll();
      assertThat(rooms.subList(3, 6)).noneMatch(CompletableFuture::isDone);
    }
    queue.poll();
    assertThat(rooms).allMatch(CompletableFuture::isDone);
  }

  /** Who is told to go on may offer from within, and may take its time. */
  @Test
  void sendersAreToldOutsideOfTheLock() throws Exception {
    WaitingQueue<Integer> queue = new WaitingQueue<>(1);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Integer> size = new CompletableFuture<>();
      offer(queue, 1)
          .thenRun(
              () -> {
                queue.offer(2);
                size.complete(CompletableFuture.supplyAsync(queue::size, other).join());
              });
      assertThat(queue.poll()).isEqualTo(1);
      assertThat(size.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void nothingIsLostOrDoubledAmongThreads() throws Exception {
    WaitingQueue<Integer> queue = new WaitingQueue<>(16);
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
                              rooms.add(offer(queue, thread * 5000 + i));
                              taken.add(queue.poll());
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
    assertThat(queue.poll()).isNull();
    assertThat(rooms).allMatch(CompletableFuture::isDone);
  }

  /** One step: an item that comes, or one taken out. */
  private enum Step {
    OFFER,
    POLL
  }

  /** The rules in the plainest words: a list, and who waits. */
  private static final class Model {

    private final int capacity;
    private final List<Integer> items = new ArrayList<>();
    private final Set<Integer> waiting = new HashSet<>();

    Model(int capacity) {
      this.capacity = capacity;
    }

    void offer(int item) {
      items.add(item);
      if (items.size() >= capacity) {
        waiting.add(item);
      }
    }

    Integer poll() {
      Integer item = items.isEmpty() ? null : items.remove(0);
      if (items.size() <= capacity / 2) {
        waiting.clear();
      }
      return item;
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    // As many are taken out as come in, so that queues fill up and run empty.
    return Arbitraries.of(Step.class).list().ofMaxSize(80);
  }

  @Property
  void itDoesWhatItsModelDoes(
      @ForAll @IntRange(max = 12) int capacity, @ForAll("steps") List<Step> steps) {
    WaitingQueue<Integer> queue = new WaitingQueue<>(capacity);
    Model model = new Model(capacity);
    List<CompletableFuture<Void>> rooms = new ArrayList<>();
    for (Step step : steps) {
      if (step == Step.POLL) {
        assertThat(queue.poll()).isEqualTo(model.poll());
      } else {
        model.offer(rooms.size());
        rooms.add(offer(queue, rooms.size()));
      }
      assertThat(queue.size()).isEqualTo(model.items.size());
      for (int i = 0; i < rooms.size(); i++) {
        assertThat(rooms.get(i).isDone()).isEqualTo(!model.waiting.contains(i));
      }
    }
  }
}
