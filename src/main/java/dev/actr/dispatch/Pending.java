package dev.actr.dispatch;

import dev.actr.ActrException;
import dev.actr.mailbox.MailboxOutcome;
import java.util.ArrayList;
import java.util.List;

/** A request that is in the mailbox or on its way there, and who waits for its answer here. */
final class Pending {

  /** One answer would do, as all waiters are one peer; more are none the less sent. */
  private static final int MAX_WAITERS = 8;

  private List<RemoteRequest> waiters = new ArrayList<>(1);

  Pending(RemoteRequest first) {
    waiters.add(first);
  }

  /** Lets the same request that has come again wait too; false if it was answered meanwhile. */
  synchronized boolean join(RemoteRequest again) {
    if (waiters == null) {
      return false;
    }
    if (again.isAnswered() && waiters.size() < MAX_WAITERS) {
      waiters.add(again);
    }
    return true;
  }

  /** Answers all that wait. */
  void settle(MailboxOutcome outcome) {
    if (outcome.error().isPresent()) {
      fail(new ActrException(outcome.error().get(), outcome.detail()));
    } else {
      end().forEach(waiter -> waiter.succeed(outcome.response()));
    }
  }

  /** Answers all that wait. */
  void fail(ActrException failure) {
    end().forEach(waiter -> waiter.fail(failure));
  }

  /** Answers nobody; who waits gives up in time. */
  synchronized List<RemoteRequest> end() {
    List<RemoteRequest> ended = waiters == null ? List.of() : waiters;
    waiters = null;
    return ended;
  }

  synchronized boolean isEnded() {
    return waiters == null;
  }
}
