package dev.actr.node;

import java.util.concurrent.CountDownLatch;

/** Holds the delivery of one hook until the test lets it go. */
final class HeldHook implements HookDelivery {

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final Hook held;

  HeldHook(Hook held) {
    this.held = held;
  }

  @Override
  public void deliver(HookEvent event) throws InterruptedException {
    if (event.hook() == held) {
      begun.countDown();
      release.await();
    }
  }

  void awaitBegun() throws InterruptedException {
    begun.await();
  }

  void release() {
    release.countDown();
  }
}
