package dev.actr.peer.webrtc;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.identity.Identity;
import dev.actr.peer.PeerLink;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The links that this node wants, until their sessions are ready. The server is asked which side is
 * to offer, unless the peer is known to be about to. Confined to the loop.
 */
final class WantedLinks {

  private static final long ROLE_SECONDS = 5;
  private static final long OFFER_SECONDS = 10;

  /** What a peer that was told to offer needs for it, and plenty more. */
  private static final long EXPECTED_SECONDS = 1;

  private static final int MAX_EXPECTED = 256;

  private final EventLoop loop;
  private final Signals signals;
  private final Supplier<Identity> identity;
  private final Predicate<ActrId> hasSession;
  private final Map<ActrId, Wanted> wanted = new HashMap<>();

  /** Peers that were told a moment ago to offer, as they asked for it. */
  private final Set<ActrId> expected = new HashSet<>();

  private static final class Wanted {
    final CompletableFuture<PeerLink> link = new CompletableFuture<>();

    /** Whether the server has said which side offers. */
    volatile boolean assigned;

    void fail(String reason) {
      link.completeExceptionally(new ActrException(ErrorKind.UNAVAILABLE, reason));
    }
  }

  /**
   * None is wanted yet.
   *
   * @param identity of this node
   * @param hasSession whether a session with a peer is being established already
   */
  WantedLinks(
      EventLoop loop, Signals signals, Supplier<Identity> identity, Predicate<ActrId> hasSession) {
    this.loop = loop;
    this.signals = signals;
    this.identity = identity;
    this.hasSession = hasSession;
  }

  /** A link that is wanted from now on, if it was not before. */
  CompletableFuture<PeerLink> link(ActrId peer) {
    Wanted before = wanted.get(peer);
    if (before != null) {
      return before.link;
    }
    Wanted now = new Wanted();
    wanted.put(peer, now);
    now.link.whenComplete((link, failure) -> wanted.remove(peer, now));
    // To ask as well would have some peers begin anew what they are about to offer.
    if (!hasSession.test(peer) && !expected.contains(peer)) {
      askForRole(peer, now);
    }
    return now.link;
  }

  private void askForRole(ActrId peer, Wanted link) {
    signals
        .askForRole(identity.get().id(), peer, () -> !link.assigned && !link.link.isDone())
        .whenCompleteAsync(
            (sent, failure) -> {
              if (failure != null) {
                link.link.completeExceptionally(failure);
              }
            },
            loop);
    failLater(link, ROLE_SECONDS, () -> !link.assigned, "got no role from signaling");
  }

  private void failLater(Wanted link, long seconds, BooleanSupplier condition, String reason) {
    loop.schedule(
        () -> {
          if (condition.getAsBoolean()) {
            link.fail(reason);
          }
        },
        seconds,
        TimeUnit.SECONDS);
  }

  /** The server has said which side offers; returns whether this node has asked for that. */
  boolean assigned(ActrId peer) {
    Wanted link = wanted.get(peer);
    boolean asked = link != null && !link.assigned;
    if (asked) {
      link.assigned = true;
    }
    return asked;
  }

  /** The peer is to offer, as this node has asked. */
  void awaitOffer(ActrId peer) {
    failLater(
        wanted.get(peer), OFFER_SECONDS, () -> !hasSession.test(peer), "got no offer in time");
  }

  /** The peer is to offer, as it has asked itself. */
  void expect(ActrId peer) {
    if (expected.size() >= MAX_EXPECTED || !expected.add(peer)) {
      return;
    }
    loop.schedule(
        () -> {
          Wanted link = wanted.get(peer);
          boolean waits = link != null && !link.assigned;
          if (expected.remove(peer) && waits && !hasSession.test(peer)) {
            askForRole(peer, link);
          }
        },
        EXPECTED_SECONDS,
        TimeUnit.SECONDS);
  }

  /** A session with the peer has begun. */
  void begun(ActrId peer) {
    expected.remove(peer);
  }

  void ready(PeerLink link) {
    Wanted waiting = wanted.get(link.peer());
    if (waiting != null) {
      waiting.link.complete(link);
    }
  }

  void failed(ActrId peer, ActrException reason) {
    Wanted waiting = wanted.get(peer);
    if (waiting != null) {
      waiting.link.completeExceptionally(reason);
    }
  }

  /** Nobody wants it any more; returns whether somebody did. */
  boolean cancel(ActrId peer) {
    return wanted.remove(peer) != null;
  }

  void failAll(String reason) {
    List.copyOf(wanted.values()).forEach(link -> link.fail(reason));
  }
}
