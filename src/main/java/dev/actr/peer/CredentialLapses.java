package dev.actr.peer;

import dev.actr.ActrId;
import dev.actr.ActrType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Closes the connections of peers whose credential has lapsed. Thread-safe.
 *
 * <p>A credential is shown when a connection is opened, and nobody shows the renewed one on a
 * connection that is open. So a lapsed one is a reason to ask signaling, which knows who is still
 * there under a good one: once for all peers of a type. Who is not there, and not a little later
 * either, has to come again.
 */
final class CredentialLapses {

  /** Between two questions for a peer that goes on without showing its renewed credential. */
  private static final Duration LISTED = Duration.ofMinutes(10);

  private final Function<ActrType, CompletableFuture<Optional<Set<ActrId>>>> listed;
  private final ScheduledExecutorService timer;
  private final Duration grace;
  private final Clock clock;

  private final Map<ActrId, Watched> watched = new HashMap<>();
  private boolean looking;
  private boolean closed;

  private static final class Watched {
    final Set<PeerLink> links = new HashSet<>();

    /** When its credential lapses, or when to ask for it again. */
    Instant due = Instant.MIN;

    /** Whether signaling has not known it the last time. */
    boolean missed;
  }

  /**
   * Watches nobody yet.
   *
   * @param listed who of a type is connected to signaling; empty if there are too many to tell
   * @param timer its tasks do not block
   * @param grace between the two questions without which nothing is closed
   * @param clock by which credentials lapse
   */
  CredentialLapses(
      Function<ActrType, CompletableFuture<Optional<Set<ActrId>>>> listed,
      ScheduledExecutorService timer,
      Duration grace,
      Clock clock) {
    this.listed = listed;
    this.timer = timer;
    this.grace = grace;
    this.clock = clock;
  }

  synchronized void opened(PeerLink link, Instant expiry) {
    if (!closed) {
      watched.computeIfAbsent(link.peer(), peer -> new Watched()).links.add(link);
      shown(link.peer(), expiry);
      lookLater();
    }
  }

  /** The peer has shown a credential, perhaps a newer one; what it has opened before goes on. */
  synchronized void shown(ActrId peer, Instant expiry) {
    Watched known = watched.get(peer);
    if (known != null && known.due.isBefore(expiry)) {
      known.due = expiry;
      known.missed = false;
    }
  }

  synchronized void closed(PeerLink link) {
    watched.computeIfPresent(
        link.peer(),
        (peer, known) -> {
          known.links.remove(link);
          return known.links.isEmpty() ? null : known;
        });
  }

  /** Closes nothing any more. */
  synchronized void stop() {
    closed = true;
    watched.clear();
  }

  private void lookLater() {
    if (!looking && !watched.isEmpty()) {
      looking = true;
      timer.schedule(this::look, grace.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    Map<ActrType, Set<ActrId>> questions = new HashMap<>();
    synchronized (this) {
      Instant now = clock.instant();
      watched.forEach(
          (peer, known) -> {
            if (!known.due.isAfter(now)) {
              questions.computeIfAbsent(peer.type(), type -> new HashSet<>()).add(peer);
            }
          });
    }
    CompletableFuture.allOf(
            questions.entrySet().stream()
                .map(question -> ask(question.getKey(), question.getValue()))
                .toArray(CompletableFuture<?>[]::new))
        .thenRun(this::looked);
  }

  private synchronized void looked() {
    looking = false;
    lookLater();
  }

  /** Without an answer nobody is taken for gone. */
  private CompletableFuture<Void> ask(ActrType type, Set<ActrId> peers) {
    return listed
        .apply(type)
        .exceptionally(unanswered -> Optional.empty())
        .thenAccept(answer -> answer.ifPresent(there -> answered(peers, there)));
  }

  private void answered(Set<ActrId> peers, Set<ActrId> there) {
    List<PeerLink> lapsed = new ArrayList<>();
    synchronized (this) {
      Instant now = clock.instant();
      for (ActrId peer : peers) {
        Watched known = watched.get(peer);
        if (known == null || known.due.isAfter(now)) {
          continue;
        }
        if (there.contains(peer)) {
          known.due = now.plus(LISTED);
          known.missed = false;
        } else if (known.missed) {
          lapsed.addAll(known.links);
        } else {
          known.missed = true;
        }
      }
    }
    for (PeerLink link : lapsed) {
      PeerLog.LOG.lapsed(link.peer());
      link.close();
    }
  }
}
