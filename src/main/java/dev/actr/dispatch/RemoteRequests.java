package dev.actr.dispatch;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.RpcEnvelope;
import dev.actr.dispatch.PendingRequests.Key;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxPriority;
import dev.actr.mailbox.MailboxReceipt;
import dev.actr.wire.Envelopes;
import dev.actr.wire.Messages;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.PackageProtos;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests of peers, from their arrival through the mailbox to their answer. Stored first, then
 * handled, then the outcome is stored, then they are answered, then the mailbox forgets them.
 * Thread-safe; what may block runs on the executor.
 */
final class RemoteRequests {

  private static final Duration STORE_RETRY = Duration.ofSeconds(1);

  /** How long an answer is waited for that another process gives, where the caller says nothing. */
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);

  private static final long FIRST_LOOK_MILLIS = 50;
  private static final long LAST_LOOK_MILLIS = 1000;

  private final DispatchConfig config;
  private final Mailbox mailbox;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final Steps steps;
  private final PendingRequests pending;

  /** On their way into the mailbox. */
  private final AtomicInteger storing = new AtomicInteger();

  private final AtomicInteger moves = new AtomicInteger();

  /** Reasons to look into the mailbox that have come since the last look began. */
  private final AtomicInteger signals = new AtomicInteger();

  /** What happens to a request in between. */
  interface Steps {

    /** One more is to be waited for at the end, until it is {@link #finished}. */
    void begun();

    void finished();

    /** The number of those that wait has changed. */
    void backlogChanged();

    /** Whether requests may be taken from the mailbox at all. */
    boolean isTaking();

    /** Whether the end has come for what was still being handled. */
    boolean isHalted();

    /** How many more may be taken now. */
    int room();

    /** Whether one that is taken now could be handled at once. */
    boolean isIdle();

    /** Has a request handled, on a thread of the executor that is going to {@link #run}. */
    void handle(Inbound inbound, Runnable dropped);

    /** Runs what has been added. */
    void run();
  }

  RemoteRequests(
      DispatchConfig config,
      Mailbox mailbox,
      Executor executor,
      ScheduledExecutorService timer,
      Steps steps) {
    this.config = config;
    this.mailbox = mailbox;
    this.executor = executor;
    this.timer = timer;
    this.steps = steps;
    this.pending = new PendingRequests(steps::finished);
  }

  /** How many are on their way into the mailbox. */
  int storing() {
    return storing.get();
  }

  /** How many are in the mailbox and not yet taken out to be handled. */
  int waiting() {
    return (int) Math.min(Integer.MAX_VALUE / 2, mailbox.waiting());
  }

  /** Changes whenever requests begin or end to be taken out; odd in between. */
  int moves() {
    return moves.get();
  }

  /** Whether any that came to this process is not answered yet. */
  boolean hasUnanswered() {
    return !pending.isEmpty();
  }

  /** Lets a request wait for the answer of the same one, if that came before; false if not. */
  boolean join(RemoteRequest request) {
    return pending.join(request);
  }

  /** Takes a request that has been admitted. */
  void accept(RemoteRequest request) {
    Key key = Key.of(request);
    Pending fresh = pending.add(key, request);
    if (fresh == null) {
      return;
    }
    steps.begun();
    storing.incrementAndGet();
    store(request)
        .whenComplete(
            (receipt, failure) -> {
              storing.decrementAndGet();
              if (failure != null) {
                ActrException reason = ActrException.of(failure);
                DispatchLog.LOG.debugf("not stored: %s", reason.getMessage());
                pending.end(key, fresh).ifPresent(p -> p.fail(notStored(reason)));
              } else {
                stored(key, fresh, request, receipt);
              }
              steps.backlogChanged();
            });
  }

  private CompletionStage<MailboxReceipt> store(RemoteRequest request) {
    Instant now = Instant.now();
    long timeout = request.timeoutMillis();
    try {
      return mailbox.enqueue(
          new MailboxMessage(
              Optional.of(request.caller()),
              request.requestId(),
              request.encoded(),
              request.isHighPriority() ? MailboxPriority.HIGH : MailboxPriority.NORMAL,
              now,
              timeout > 0
                  ? Optional.of(now.plusMillis(Math.min(timeout, 1L << 40)))
                  : Optional.empty()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static ActrException notStored(ActrException reason) {
    return new ActrException(
        ErrorKind.UNAVAILABLE, "the request could not be stored: " + reason.getMessage());
  }

  private void stored(Key key, Pending fresh, RemoteRequest request, MailboxReceipt receipt) {
    if (receipt instanceof MailboxReceipt.Completed completed) {
      pending.end(key, fresh).ifPresent(p -> p.settle(completed.outcome()));
    } else if (receipt instanceof MailboxReceipt.Pending || config.shared()) {
      // From before a restart, or to be handled by another process: nobody here may ever know.
      if (request.isAnswered()) {
        long wait = request.timeoutMillis();
        look(
            key,
            fresh,
            // What this process has stored is as a rule handled here.
            receipt instanceof MailboxReceipt.Pending ? FIRST_LOOK_MILLIS : LAST_LOOK_MILLIS,
            System.nanoTime()
                + (wait > 0
                    ? TimeUnit.MILLISECONDS.toNanos(Math.min(wait, 1L << 40))
                    : DEFAULT_WAIT.toNanos()));
      } else {
        pending.end(key, fresh).ifPresent(Pending::end);
      }
    }
  }

  /** Looks later what has become of a request that may not be handled here. */
  private void look(Key key, Pending waiting, long delayMillis, long until) {
    timer.schedule(
        () ->
            execute(
                () -> {
                  if (waiting.isEnded()) {
                    return;
                  }
                  Optional<MailboxOutcome> outcome = Optional.empty();
                  try {
                    outcome = mailbox.outcome(key.caller(), key.requestId());
                  } catch (RuntimeException e) {
                    DispatchLog.LOG.debugf("no outcome: %s", e.getMessage());
                  }
                  if (outcome.isPresent()) {
                    MailboxOutcome found = outcome.get();
                    pending.end(key, waiting).ifPresent(p -> p.settle(found));
                  } else if (System.nanoTime() - until > 0) {
                    pending.end(key, waiting).ifPresent(Pending::end);
                  } else {
                    look(key, waiting, Math.min(2 * delayMillis, LAST_LOOK_MILLIS), until);
                  }
                }),
        delayMillis,
        TimeUnit.MILLISECONDS);
  }

  /** Begins to take requests from the mailbox. */
  void open() {
    mailbox.onAvailable(this::available);
  }

  /** May be called on any thread. Who handles a request looks by itself when it is done. */
  private void available() {
    if (steps.isIdle() && signals.getAndIncrement() == 0) {
      execute(
          () -> {
            pull();
            steps.run();
          });
    }
  }

  /** Takes what there is room for; on a thread of the executor that is about to run a job. */
  void refill() {
    if (mailbox.waiting() > 0 && signals.getAndIncrement() == 0) {
      pull();
    }
  }

  private void pull() {
    int seen;
    do {
      seen = signals.get();
      while (steps.isTaking()) {
        int room = steps.room();
        if (room <= 0 || !take(room)) {
          break;
        }
      }
    } while (!signals.compareAndSet(seen, 0));
  }

  /** Whether there may be more. */
  private boolean take(int room) {
    moves.incrementAndGet();
    try {
      List<MailboxDelivery> taken = mailbox.dequeue(room);
      taken.forEach(this::deliver);
      return !taken.isEmpty();
    } catch (RuntimeException e) {
      DispatchLog.LOG.mailboxNotRead(e.getMessage(), STORE_RETRY.toMillis());
      timer.schedule(this::available, STORE_RETRY.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } finally {
      moves.incrementAndGet();
      steps.backlogChanged();
    }
  }

  private void deliver(MailboxDelivery delivery) {
    MailboxMessage message = delivery.message();
    Key key = new Key(message.caller(), message.requestId());
    if (delivery.outcome().isPresent()) {
      pending.end(key).ifPresent(p -> p.settle(delivery.outcome().get()));
      mailbox.acknowledge(delivery);
      return;
    }
    RpcEnvelope envelope;
    try {
      envelope =
          Envelopes.fromProto(
              Messages.parseInPlace(PackageProtos.RpcEnvelope.parser(), message.envelope()));
    } catch (WireException | RuntimeException e) {
      bury(
          delivery,
          key,
          DeadLetterReason.UNDECODABLE,
          new ActrException(ErrorKind.DECODE_FAILURE, e.getMessage(), e));
      return;
    }
    boolean high = message.priority() == MailboxPriority.HIGH;
    Inbound inbound = Inbound.remote(message.caller(), envelope, high, message.deadline());
    steps.begun();
    inbound
        .result()
        .whenComplete(
            (response, thrown) -> {
              if (inbound.isExpired()) {
                bury(delivery, key, DeadLetterReason.EXPIRED, ActrException.of(thrown));
              } else if (thrown == null) {
                complete(delivery, key, MailboxOutcome.of(response), null);
              } else {
                ActrException failure = ActrException.of(thrown);
                if (steps.isHalted()) {
                  // The end may have been what failed it: it is delivered again after the start.
                  DispatchLog.LOG.debugf("failed at the end: %s", failure.getMessage());
                  pending.end(key).ifPresent(Pending::end);
                } else {
                  complete(delivery, key, MailboxOutcome.of(failure), failure);
                }
              }
              steps.finished();
            });
    steps.handle(
        inbound,
        () -> {
          mailbox.release(delivery);
          steps.finished();
        });
  }

  private void complete(
      MailboxDelivery delivery, Key key, MailboxOutcome outcome, ActrException failure) {
    mailbox
        .complete(delivery, outcome)
        .whenComplete(
            (done, thrown) -> {
              if (thrown != null) {
                // It is going to be handled once more, and answered then.
                DispatchLog.LOG.outcomeNotStored(
                    delivery.message().requestId(), ActrException.of(thrown).getMessage());
                pending.end(key).ifPresent(Pending::end);
                return;
              }
              if (failure != null) {
                pending.end(key).ifPresent(p -> p.fail(failure));
              } else {
                pending.end(key).ifPresent(p -> p.settle(outcome));
              }
              mailbox.acknowledge(delivery);
            });
  }

  private void bury(
      MailboxDelivery delivery, Key key, DeadLetterReason reason, ActrException failure) {
    mailbox
        .deadLetter(delivery, reason, failure.getMessage())
        .whenComplete(
            (done, thrown) -> {
              if (thrown != null) {
                DispatchLog.LOG.outcomeNotStored(
                    delivery.message().requestId(), ActrException.of(thrown).getMessage());
              }
              pending.end(key).ifPresent(p -> p.fail(failure));
            });
  }

  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException ended) {
      DispatchLog.LOG.debugf("the executor has ended");
    }
  }
}
