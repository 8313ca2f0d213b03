package dev.actr.node;

import dev.actr.ActrException;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.identity.AisClient;
import dev.actr.identity.Identity;
import dev.actr.identity.RenewalOutcome;
import dev.actr.identity.RenewalToken;
import dev.actr.net.Deadlines;
import dev.actr.signaling.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a node's credential good: renews it ahead of its expiry, or as soon as the server warns of
 * it or rejects it, and registers the node anew where that does not help. One renewal at a time.
 * Thread-safe.
 */
final class CredentialKeeper {

  /** What a change of the credential is to change elsewhere. */
  interface Followers {

    /** The same node goes on with another credential. */
    void renewed(Identity identity);

    /** The node goes on as another one; who knew it does not know it any more. */
    void rebound(Identity identity);

    /** Whether the realm is open has changed. */
    void realmChanged();
  }

  /** Of one attempt, from its first byte to its last. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** How often the time is looked at: timers do not notice that the host has slept. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  /** Nodes that started together do not renew together. */
  private static final double JITTER = 0.1;

  /** Between two renewals that both succeed. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(250);

  /** The longest an AIS is believed that it wants to be left alone. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  private final NodeConfig config;
  private final AisClient ais;
  private final Registration registration;
  private final ScheduledExecutorService timer;
  private final HookEmitter hooks;
  private final Followers followers;
  private final Backoff backoff;

  private volatile Identity identity;
  private volatile boolean realmUnavailable;

  private Optional<String> address = Optional.empty();
  private Future<?> nextLook;
  private Duration lead;
  private boolean warned;
  private boolean rejected;
  private CompletableFuture<Identity> renewal;
  private boolean stopped;

  CredentialKeeper(
      NodeConfig config,
      AisClient ais,
      Registration registration,
      ScheduledExecutorService timer,
      HookEmitter hooks,
      Followers followers) {
    this.config = config;
    this.ais = ais;
    this.registration = registration;
    this.timer = timer;
    this.hooks = hooks;
    this.followers = followers;
    this.backoff = new Backoff(config.reconnectInitialDelay(), config.reconnectMaxDelay());
  }

  /** Who the node is; null until it is registered. */
  Identity identity() {
    return identity;
  }

  /** Whether the AIS has closed the realm since the node was registered. */
  boolean isRealmUnavailable() {
    return realmUnavailable;
  }

  /**
   * Registers the node for the first time.
   *
   * @param webSocketAddress where peers can connect to the node, now and after it is registered
   *     anew
   */
  CompletableFuture<Identity> register(Optional<String> webSocketAddress) {
    synchronized (this) {
      address = webSocketAddress;
    }
    return registration.run(webSocketAddress, false);
  }

  /** Goes on with an identity: its credential is looked after from now on. */
  void adopt(Identity adopted) {
    identity = adopted;
    hooks.credentialRenewed(adopted.expiresAt());
    synchronized (this) {
      warned = false;
      rejected = false;
      lead = lead(adopted);
      boolean stillborn = adopted.lifetime().compareTo(Duration.ZERO) <= 0;
      lookAfter(stillborn ? config.reconnectMaxDelay() : LEAST_WAIT);
    }
  }

  /** How long before its expiry the credential is renewed. */
  private Duration lead(Identity adopted) {
    // A credential that does not live much longer than the warning is not renewed all the time.
    Duration half = adopted.lifetime().dividedBy(2);
    Duration warning = config.expiryWarning();
    long nanos = (warning.compareTo(half) < 0 ? warning : half).toNanos();
    return Duration.ofNanos(
        (long) (nanos * (1 + JITTER * ThreadLocalRandom.current().nextDouble())));
  }

  private synchronized void look() {
    if (identity.timeLeft().compareTo(lead) <= 0) {
      renew();
    } else {
      lookAfter(Duration.ofMillis(1));
    }
  }

  /** Looks when the time has come, or before to see that it has not. */
  private void lookAfter(Duration least) {
    if (nextLook != null) {
      nextLook.cancel(false);
    }
    if (stopped) {
      return;
    }
    Duration wait = identity.timeLeft().minus(lead);
    Duration bounded = wait.compareTo(least) < 0 ? least : wait.compareTo(LOOK) > 0 ? LOOK : wait;
    nextLook = timer.schedule(this::look, bounded.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * The server does not take the credential any more.
   *
   * @return the identity to go on with; fails when the node stops
   */
  synchronized CompletableFuture<Identity> replace() {
    rejected = true;
    return renew();
  }

  /** Renews, unless that is being done. */
  synchronized CompletableFuture<Identity> renew() {
    if (renewal != null) {
      return renewal;
    }
    // It may be over before it is returned.
    CompletableFuture<Identity> begun = new CompletableFuture<>();
    renewal = begun;
    if (!warned) {
      warned = true;
      hooks.credentialExpiring(identity.expiresAt());
    }
    attempt(1, begun);
    return begun;
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private void attempt(int number, CompletableFuture<Identity> done) {
    if (isStopped()) {
      end(done, new ActrException(ErrorKind.UNAVAILABLE, "the node is being stopped"));
      return;
    }
    Identity current = identity;
    Optional<RenewalToken> token = current.usableToken();
    if (token.isEmpty()) {
      rebind(done);
      return;
    }
    CompletableFuture<RenewalOutcome> outcome = ais.renew(current.id(), token.get());
    Deadlines.set(
        timer,
        outcome,
        TIMEOUT,
        () -> new ActrException(ErrorKind.UNAVAILABLE, "the AIS did not answer in time"));
    outcome
        .exceptionally(late -> new RenewalOutcome.Later(ActrException.of(late), Optional.empty()))
        .thenAccept(result -> ended(result, number, done));
  }

  private void ended(RenewalOutcome outcome, int number, CompletableFuture<Identity> done) {
    if (outcome instanceof RenewalOutcome.Renewed renewed) {
      goOn(renewed.identity(), done, false);
    } else if (outcome instanceof RenewalOutcome.TokenRejected token) {
      NodeLog.LOG.tokenRejected(config.name(), token.reason().getMessage());
      rebind(done);
    } else if (outcome instanceof RenewalOutcome.RealmUnavailable realm) {
      changeRealm(true);
      again(realm.reason(), Optional.empty(), number, done);
    } else if (outcome instanceof RenewalOutcome.Later later) {
      again(later.reason(), later.after(), number, done);
    } else if (outcome instanceof RenewalOutcome.Refused refused) {
      refused(refused.reason(), number, done);
    }
  }

  /** As long as the credential is good, a new identity would only do harm. */
  private void refused(ActrException reason, int number, CompletableFuture<Identity> done) {
    boolean useless;
    synchronized (this) {
      useless = rejected || identity.timeLeft().isNegative();
    }
    if (useless) {
      hooks.error(ErrorCategory.SIGNALING_FAILURE, reason, "renewing the credential");
      NodeLog.LOG.tokenRejected(config.name(), reason.getMessage());
      rebind(done);
    } else {
      again(reason, Optional.empty(), number, done);
    }
  }

  private void again(
      ActrException reason,
      Optional<Duration> after,
      int number,
      CompletableFuture<Identity> done) {
    hooks.error(ErrorCategory.SIGNALING_FAILURE, reason, "renewing the credential");
    long wanted =
        after.map(d -> d.compareTo(MAX_RETRY_AFTER) < 0 ? d : MAX_RETRY_AFTER).stream()
            .mapToLong(Duration::toMillis)
            .findFirst()
            .orElse(0);
    long delay = Math.max(wanted, backoff.delayMillis(number));
    NodeLog.LOG.notRenewed(config.name(), reason.getMessage(), delay);
    timer.schedule(() -> attempt(number + 1, done), delay, TimeUnit.MILLISECONDS);
  }

  private void rebind(CompletableFuture<Identity> done) {
    Optional<String> at;
    synchronized (this) {
      at = address;
    }
    registration
        .run(at, true)
        .whenComplete(
            (registered, failure) -> {
              if (failure == null) {
                NodeLog.LOG.rebound(config.name(), registered.id());
                goOn(registered, done, true);
              } else {
                end(done, ActrException.of(failure));
              }
            });
  }

  private void goOn(Identity renewed, CompletableFuture<Identity> done, boolean rebound) {
    synchronized (this) {
      renewal = null;
    }
    adopt(renewed);
    if (rebound) {
      followers.rebound(renewed);
    } else {
      followers.renewed(renewed);
    }
    changeRealm(false);
    done.complete(renewed);
  }

  private void end(CompletableFuture<Identity> done, ActrException reason) {
    synchronized (this) {
      renewal = null;
    }
    done.completeExceptionally(reason);
  }

  private void changeRealm(boolean unavailable) {
    if (realmUnavailable != unavailable) {
      realmUnavailable = unavailable;
      followers.realmChanged();
    }
  }

  /** Renews no more. */
  synchronized void stop() {
    stopped = true;
    if (nextLook != null) {
      nextLook.cancel(false);
    }
  }
}
