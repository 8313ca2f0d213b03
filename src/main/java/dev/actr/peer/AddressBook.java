package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.signaling.Candidate;
import dev.actr.signaling.SignalingClient;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Where peers listen, as discovery told. Thread-safe. */
public final class AddressBook {

  private static final int MAX_ENTRIES = 4096;
  private static final int MAX_CANDIDATES = 64;

  /** As many as fit into an answer of signaling. */
  private static final int MAX_LISTED = 4096;

  private final SignalingClient signaling;

  private final Map<ActrId, URI> addresses =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ActrId, URI> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /**
   * An empty book.
   *
   * @param signaling asked for what the book does not have
   */
  public AddressBook(SignalingClient signaling) {
    this.signaling = signaling;
  }

  /**
   * Finds a live node of a type.
   *
   * @param type exactly this type
   * @param fingerprint of the service the caller knows, to be preferred; may be empty
   * @return the server's first choice; fails with an {@link ActrException}
   */
  public CompletableFuture<ActrId> discover(ActrType type, String fingerprint) {
    return signaling
        .routeCandidates(type, 1, fingerprint)
        .thenApply(
            candidates -> {
              remember(candidates);
              if (candidates.isEmpty()) {
                throw new ActrException(ErrorKind.NOT_FOUND, "no live node of type " + type);
              }
              return candidates.get(0).id();
            });
  }

  /**
   * Whether a node is still there, as far as signaling knows.
   *
   * @param peer the node
   * @return false if it has gone; fails with an {@link ActrException}
   */
  public CompletableFuture<Boolean> isLive(ActrId peer) {
    return lookUp(peer).thenApply(candidates -> isAmong(candidates, peer));
  }

  /** Live nodes of its type, and it among them if it is live: few if that will do. */
  private CompletableFuture<List<Candidate>> lookUp(ActrId peer) {
    return signaling
        .routeCandidates(peer.type(), MAX_CANDIDATES)
        .thenCompose(
            candidates ->
                isAmong(candidates, peer) || candidates.size() < MAX_CANDIDATES
                    ? CompletableFuture.completedFuture(candidates)
                    : signaling.routeCandidates(peer.type(), MAX_LISTED));
  }

  private static boolean isAmong(List<Candidate> candidates, ActrId peer) {
    return candidates.stream().anyMatch(candidate -> candidate.id().equals(peer));
  }

  /** Who of a type is connected to signaling; empty if the answer may not hold them all. */
  CompletableFuture<Optional<Set<ActrId>>> listed(ActrType type) {
    return signaling
        .routeCandidates(type, MAX_LISTED)
        .thenApply(
            candidates ->
                candidates.size() < MAX_LISTED
                    ? Optional.of(
                        candidates.stream().map(Candidate::id).collect(Collectors.toSet()))
                    : Optional.empty());
  }

  /** Where a peer listens; empty for one that does not. Fails if the peer is not live. */
  CompletableFuture<Optional<URI>> find(ActrId peer) {
    Optional<URI> known = get(peer);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known);
    }
    return lookUp(peer)
        .thenApply(
            candidates -> {
              remember(candidates);
              if (!isAmong(candidates, peer)) {
                throw notConnected(peer);
              }
              return get(peer);
            });
  }

  static ActrException notConnected(ActrId peer) {
    return new ActrException(
        ErrorKind.NOT_FOUND, "peer " + peer + " is not connected to signaling");
  }

  private void remember(List<Candidate> candidates) {
    for (Candidate candidate : candidates) {
      candidate
          .webSocketAddress()
          .filter(address -> !address.isBlank())
          .ifPresent(
              address -> {
                try {
                  URI uri = URI.create(address);
                  synchronized (addresses) {
                    addresses.put(candidate.id(), uri);
                  }
                } catch (IllegalArgumentException e) {
                  PeerLog.LOG.badAddress(candidate.id());
                }
              });
    }
  }

  private Optional<URI> get(ActrId peer) {
    synchronized (addresses) {
      return Optional.ofNullable(addresses.get(peer));
    }
  }

  void forget(ActrId peer) {
    synchronized (addresses) {
      addresses.remove(peer);
    }
  }
}
