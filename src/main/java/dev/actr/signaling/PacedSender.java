package dev.actr.signaling;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Sends messages at once, until the server says that they came too fast, and goes on at a pace for
 * a while. A server that drops messages does not tell which: what was sent just before is sent
 * again, in order, as far as it is still wanted. Confined to a loop.
 */
final class PacedSender {

  /** A server lets ten a second through by default, of all kinds together. */
  static final long INTERVAL_MILLIS = 125;

  static final long LONGEST_INTERVAL_MILLIS = 1000;

  /** What did get there has been answered by then, and is not wanted any more. */
  static final long PAUSE_MILLIS = 1000;

  /** After so long without a complaint the server has room for a burst again. */
  static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What was sent longer ago is not what the server has dropped now. */
  static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(2);

  static final int MAX_KEPT = 256;

  private final EventLoop loop;
  private final LongSupplier nanoClock;
  private final Function<byte[], CompletableFuture<Void>> transport;

  private final Deque<Message> recent = new ArrayDeque<>();
  private final Deque<Message> waiting = new ArrayDeque<>();
  private Future<?> next;
  private long interval;
  private long slowedAt;
  private long limitedAt;

  private static final class Message {
    final byte[] envelope;
    final BooleanSupplier wanted;
    final CompletableFuture<Void> sent = new CompletableFuture<>();
    long sentAt;

    Message(byte[] envelope, BooleanSupplier wanted) {
      this.envelope = envelope;
      this.wanted = wanted;
    }
  }

  /**
   * Not limited yet.
   *
   * @param loop of the connection
   * @param nanoClock the time
   * @param transport hands one message over
   */
  PacedSender(
      EventLoop loop, LongSupplier nanoClock, Function<byte[], CompletableFuture<Void>> transport) {
    this.loop = loop;
    this.nanoClock = nanoClock;
    this.transport = transport;
  }

  /**
   * Sends a message, perhaps later and perhaps more than once.
   *
   * @param wanted whether sending it is still of use
   * @return done when it was first handed over; fails with an {@link ActrException} if it is not to
   *     be, else as the transport does
   */
  CompletableFuture<Void> send(byte[] envelope, BooleanSupplier wanted) {
    Message message = new Message(envelope, wanted);
    if (next == null) {
      transmit(message);
    } else if (waiting.size() < MAX_KEPT) {
      waiting.add(message);
    } else {
      message.sent.completeExceptionally(
          new ActrException(
              ErrorKind.UNAVAILABLE, "the signaling server does not take so many messages"));
    }
    return message.sent;
  }

  private void transmit(Message message) {
    message.sentAt = nanoClock.getAsLong();
    forgetOld();
    recent.addLast(message);
    transport
        .apply(message.envelope)
        .whenComplete(
            (ok, failure) -> {
              if (failure == null) {
                message.sent.complete(null);
              } else {
                message.sent.completeExceptionally(failure);
              }
            });
  }

  private void forgetOld() {
    long now = nanoClock.getAsLong();
    while (!recent.isEmpty()
        && (recent.size() >= MAX_KEPT || now - recent.peekFirst().sentAt > RECENT_NANOS)) {
      recent.removeFirst();
    }
  }

  /** The server has dropped a message, as they came too fast. */
  void limited() {
    long now = nanoClock.getAsLong();
    limitedAt = now;
    forgetOld();
    List<Message> again = new ArrayList<>(recent);
    recent.clear();
    Collections.reverse(again);
    again.forEach(waiting::addFirst);
    if (next == null) {
      interval = INTERVAL_MILLIS;
      slowedAt = now;
      next = loop.schedule(this::sendNext, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } else if (now - slowedAt > RECENT_NANOS) {
      interval = Math.min(2 * interval, LONGEST_INTERVAL_MILLIS);
      slowedAt = now;
    }
  }

  private void sendNext() {
    for (Message message; (message = waiting.poll()) != null; ) {
      if (message.wanted.getAsBoolean()) {
        transmit(message);
        break;
      }
      message.sent.complete(null);
    }
    boolean calm = nanoClock.getAsLong() - limitedAt >= CALM_NANOS;
    next =
        calm && waiting.isEmpty()
            ? null
            : loop.schedule(this::sendNext, interval, TimeUnit.MILLISECONDS);
  }

  /** What waits is not sent any more; what comes then goes out at once. */
  void clear(ActrException reason) {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
    List<Message> given = new ArrayList<>(waiting);
    waiting.clear();
    recent.clear();
    given.forEach(message -> message.sent.completeExceptionally(reason));
  }
}
