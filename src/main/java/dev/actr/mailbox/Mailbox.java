package dev.actr.mailbox;

import dev.actr.ActrId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where the requests and messages of one actor wait for its handler, with the outcomes of those
 * just handled and the dead letters. Thread-safe.
 *
 * <p>A message is enqueued, delivered, completed with its outcome, replied to and acknowledged, in
 * this order. It is told to its sender only what is stored: a message is delivered once it is as
 * durable as configured, and its reply is given once the stage of {@link #complete} is done. What
 * was in flight when the process ended is delivered again, with a delivery count above 1. If its
 * outcome was stored by then, it comes with that outcome and is not to be handled again. Thus each
 * message gets one outcome, and all who ask within the deduplication window are told that one.
 *
 * <p>A message delivered as often as {@link MailboxLimits#maxDeliveries} says without an outcome
 * becomes a dead letter. Its last delivery is made alone, with no other message in flight, so that
 * a message which ends the process takes no other with it.
 *
 * <p>Stages complete on a thread of the mailbox or of the caller, which must not be blocked. They
 * fail with an {@link dev.actr.ActrException} of kind {@link dev.actr.ErrorKind#UNAVAILABLE} if the
 * store cannot do what was asked, or is closed.
 */
public interface Mailbox extends AutoCloseable {

  /**
   * Stores a message, unless the same request of the same caller is here already or was handled
   * within the deduplication window. Never blocks.
   *
   * @param message not null
   * @return done when the message is as durable as configured; fails if it cannot be stored, and
   *     then it is not delivered
   */
  CompletionStage<MailboxReceipt> enqueue(MailboxMessage message);

  /**
   * Takes messages: those of high priority first, in the order they were enqueued in within a
   * priority. Take no more than are about to be handled, for all that are in flight when the
   * process ends have one delivery less left. A database blocks the caller meanwhile.
   *
   * @param max how many at most, at least 1
   * @return empty if none may be delivered now; the listener is told when some may
   * @throws dev.actr.ActrException of kind {@link dev.actr.ErrorKind#UNAVAILABLE} if the store
   *     cannot be asked now; ask again
   */
  List<MailboxDelivery> dequeue(int max);

  /**
   * Stores what became of a message. Called on the handler's thread, at once when the handler has
   * returned: with the embedded store the outcome survives the end of the process from then on.
   *
   * @param delivery in flight
   * @param outcome not null
   * @return done when the outcome is as durable as configured; the reply may be given then. While
   *     the disk is full it waits for room. Fails if the mailbox was closed meanwhile, or the
   *     message belongs to another replica by now: then no reply must be given.
   */
  CompletionStage<Void> complete(MailboxDelivery delivery, MailboxOutcome outcome);

  /**
   * Removes a message whose reply has been given. Its outcome stays for the deduplication window,
   * if it {@linkplain MailboxOutcome#isFinal() is final}. Never blocks; if the process ends before
   * this is stored, the message is delivered once more along with its outcome.
   *
   * @param delivery completed
   */
  void acknowledge(MailboxDelivery delivery);

  /**
   * Puts a message back where it was in the queue, and takes its delivery from the count: for what
   * has been taken but not been handled when the actor stops. Never blocks.
   *
   * @param delivery in flight, without an outcome
   */
  void release(MailboxDelivery delivery);

  /**
   * Gives a message up. The same request is a new message if it is sent again.
   *
   * @param delivery in flight
   * @param reason not null
   * @param detail for people, without payload; not null
   * @return done when this is stored
   */
  CompletionStage<Void> deadLetter(
      MailboxDelivery delivery, DeadLetterReason reason, String detail);

  /**
   * What became of a request, as far as the deduplication window goes back. A database blocks the
   * caller meanwhile.
   *
   * @param caller as in the message
   * @param requestId as in the message
   * @return empty for a request not yet handled, or not known
   */
  Optional<MailboxOutcome> outcome(Optional<ActrId> caller, String requestId);

  /** How much is in the mailbox; costs next to nothing and never blocks. */
  MailboxStats stats();

  /** How many messages wait. Asked for several times a message, so it takes no lock. */
  long waiting();

  /**
   * Sets who is told when messages may be delivered, in place of who was before. Tells at once if
   * there are some. It may be told more often than needed, on any thread, and must not block.
   *
   * @param listener not null
   */
  void onAvailable(Runnable listener);

  /** What is not delivered any more. */
  DeadLetters deadLetters();

  /**
   * Stores what has not been stored yet and lets go of the store. What is in flight is delivered
   * again by the next to open it. Blocks meanwhile; does nothing the second time.
   */
  @Override
  void close();
}
