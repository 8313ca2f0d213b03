package dev.actr.webrtc.ice;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Whether the peer still wants what is sent to it (RFC 7675). Confined to the event loop. */
final class Consent {

  /** Who is told. */
  interface Owner {
    StunWriter request(CandidatePair pair, boolean nominate);

    void onSilence();

    void onHeard();

    void onExpired();
  }

  private final EventLoop loop;
  private final IceConfig config;
  private final StunTransactions transactions;
  private final Owner owner;
  private final CandidatePair pair;
  private long consentedAt = System.nanoTime();
  private long heardAt = consentedAt;
  private long nextCheck = consentedAt;
  private boolean silent;
  private volatile boolean ended;
  private ScheduledFuture<?> timer;

  Consent(
      EventLoop loop,
      IceConfig config,
      StunTransactions transactions,
      Owner owner,
      CandidatePair pair) {
    this.loop = loop;
    this.config = config;
    this.transactions = transactions;
    this.owner = owner;
    this.pair = pair;
    nextCheck += randomInterval();
    schedule();
  }

  CandidatePair pair() {
    return pair;
  }

  /** Whether packets may be sent. */
  boolean isGiven() {
    return !ended;
  }

  boolean isSilent() {
    return silent;
  }

  /** A packet of the peer has come. */
  void heard() {
    heardAt = System.nanoTime();
    if (silent && !ended) {
      silent = false;
      owner.onHeard();
    }
  }

  private void tick() {
    long now = System.nanoTime();
    if (now - consentedAt >= config.consentTimeout().toNanos()) {
      close();
      owner.onExpired();
      return;
    }
    if (!silent && now - heardAt >= config.disconnectedTimeout().toNanos()) {
      silent = true;
      owner.onSilence();
    }
    if (now - nextCheck >= 0) {
      nextCheck = now + randomInterval();
      check();
    }
    if (!ended) {
      schedule();
    }
  }

  private void schedule() {
    long due = earlier(nextCheck, consentedAt + config.consentTimeout().toNanos());
    if (!silent) {
      due = earlier(due, heardAt + config.disconnectedTimeout().toNanos());
    }
    long delay = Math.max(due - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(1));
    timer = loop.schedule(this::tick, delay, TimeUnit.NANOSECONDS);
  }

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }

  private long randomInterval() {
    long interval = config.consentInterval().toNanos();
    return ThreadLocalRandom.current().nextLong(interval * 4 / 5, interval * 6 / 5 + 1);
  }

  private void check() {
    StunWriter request = owner.request(pair, false);
    byte[] message = request.finishWithFingerprint();
    String password = pair.list.remote().orElseThrow().password();
    transactions.start(
        request.id(),
        () -> pair.send(message, 0, message.length),
        1,
        new StunTransactions.Handler() {
          @Override
          public boolean accepts(StunMessage response) {
            return response.isAuthentic(password.getBytes(StandardCharsets.UTF_8));
          }

          @Override
          public void onResponse(StunMessage response, Base base, InetSocketAddress from) {
            if (response.messageClass() == StunMessage.SUCCESS && pair.isOf(base, from)) {
              consentedAt = System.nanoTime();
              heard();
            }
          }

          @Override
          public void onTimeout() {
            // The next check is on its way; how long there was no answer is what counts.
          }
        });
  }

  void close() {
    ended = true;
    timer.cancel(false);
  }
}
