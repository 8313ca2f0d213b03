package dev.actr.webrtc.ice;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The requests that wait for responses, sent again while none comes. Confined to the loop. */
final class StunTransactions {

  /** The other end of a request. */
  interface Handler {

    /** A response has come, from wherever. */
    void onResponse(StunMessage response, Base base, InetSocketAddress from);

    /** None has come, and none is expected any more. */
    void onTimeout();

    /**
     * Whether this response ends the transaction. One that does not prove to be of the peer must
     * not, or anybody could end it.
     */
    default boolean accepts(StunMessage response) {
      return true;
    }
  }

  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long LONGEST_WAIT_MILLIS = 4000;
  private static final long RELIABLE_WAIT_MILLIS = 8000;

  private final EventLoop loop;
  private final Map<TransactionId, Transaction> pending = new HashMap<>();

  StunTransactions(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Sends a request.
   *
   * @param sends how often it is sent at most; once over a connection, which loses nothing
   */
  Transaction start(TransactionId id, Runnable send, int sends, Handler handler) {
    Transaction transaction = new Transaction(id, send, sends, handler);
    pending.put(id, transaction);
    transaction.send();
    return transaction;
  }

  /** Hands a response to whoever waits for it. Others are dropped. */
  void onResponse(StunMessage response, Base base, InetSocketAddress from) {
    Transaction transaction = pending.get(response.transactionId());
    if (transaction != null && transaction.handler.accepts(response)) {
      transaction.cancel();
      transaction.handler.onResponse(response, base, from);
    }
  }

  void close() {
    List.copyOf(pending.values()).forEach(Transaction::cancel);
  }

  /** One request. */
  final class Transaction {

    private final TransactionId id;
    private final Runnable send;
    private final Handler handler;
    private int left;
    private long wait;
    private ScheduledFuture<?> timer;

    private Transaction(TransactionId id, Runnable send, int sends, Handler handler) {
      this.id = id;
      this.send = send;
      this.left = sends;
      this.wait = sends > 1 ? FIRST_WAIT_MILLIS : RELIABLE_WAIT_MILLIS;
      this.handler = handler;
    }

    private void send() {
      left--;
      long delay = wait;
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
      timer = loop.schedule(this::due, delay, TimeUnit.MILLISECONDS);
      send.run();
    }

    private void due() {
      if (left > 0) {
        send();
      } else {
        pending.remove(id);
        handler.onTimeout();
      }
    }

    /** Waits no longer. */
    void cancel() {
      pending.remove(id);
      timer.cancel(false);
    }
  }
}
