package dev.actr.app;

import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CountDownLatch;

/** Holds code of an actor up until a test lets it go on. */
@ApplicationScoped
class Gate {

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  /** Called by the actor. */
  void pass() throws InterruptedException {
    reached.countDown();
    opened.await();
  }

  void awaitReached() {
    await().atMost(Application.PATIENCE).until(() -> reached.getCount() == 0);
  }

  void open() {
    opened.countDown();
  }
}
