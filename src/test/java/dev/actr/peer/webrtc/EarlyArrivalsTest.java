package dev.actr.peer.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EarlyArrivalsTest {

  private final EarlyArrivals arrivals = new EarlyArrivals();
  private final List<String> delivered = new ArrayList<>();
  private final CompletableFuture<Void> room = new CompletableFuture<>();

  private CompletableFuture<Void> pass(String what) {
    return arrivals.pass(
        () -> {
          delivered.add(what);
          return room;
        });
  }

  @Test
  void whatComesEarlyIsDeliveredInOrderOnceItMay() {
    pass("one");
    pass("two");
    assertThat(delivered).isEmpty();

    arrivals.release();
    pass("three");

    assertThat(delivered).containsExactly("one", "two", "three");
  }

  @Test
  void whatComesWhileOthersAreReleasedIsNotFaster() {
    arrivals.pass(
        () -> {
          pass("third");
          return room;
        });
    pass("second");

    arrivals.release();

    assertThat(delivered).containsExactly("second", "third");
  }

  @Test
  void whoSendsEarlyIsHeldBackUntilTheReceiverHasRoom() {
    CompletableFuture<Void> early = pass("one");
    arrivals.release();
    assertThat(early).isNotDone();

    room.complete(null);

    assertThat(early).isDone();
  }

  @Test
  void whatIsDroppedIsNotDelivered() {
    pass("one");
    arrivals.drop();
    arrivals.release();

    assertThat(delivered).isEmpty();
  }
}
