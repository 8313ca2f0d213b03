package dev.actr.node;

import static org.awaitility.Awaitility.await;

import dev.actr.ActorContext;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** Replies with what it is sent, but holds requests until the test lets them go. */
final class HeldEcho implements Echo.Behaviour {

  /** The messages of the requests whose handling has begun. */
  final List<String> begun = new CopyOnWriteArrayList<>();

  /** Those it has been let go of, or did not hold. */
  final List<String> answered = new CopyOnWriteArrayList<>();

  private final CountDownLatch release = new CountDownLatch(1);
  private final Predicate<String> held;

  /** Holds all requests. */
  HeldEcho() {
    this(message -> true);
  }

  /** Holds the requests with such messages. */
  HeldEcho(Predicate<String> held) {
    this.held = held;
  }

  @Override
  public EchoResponse echo(EchoRequest request, ActorContext context) throws Exception {
    String message = request.getMessage();
    begun.add(message);
    if (held.test(message)) {
      release.await();
    }
    answered.add(message);
    return Echo.response(message);
  }

  void awaitBegun(String message) {
    await().atMost(TestNode.PATIENCE).until(() -> begun.contains(message));
  }

  /** Holds none any more. */
  void release() {
    release.countDown();
  }
}
