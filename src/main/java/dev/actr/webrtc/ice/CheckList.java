package dev.actr.webrtc.ice;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The pairs of one session, from one start or restart to the next, and their checks (RFC 8445,
 * sections 6 to 8). Confined to the event loop.
 */
final class CheckList {

  /** What a session needs of the agent it belongs to. */
  interface Owner {
    boolean controlling();

    /** The peer has the same role and the larger tie-breaker, or says so. */
    void switchRole();

    /** A pair that works and is to be used, the first or another. */
    void onNominated(CandidatePair pair);

    /** A pair was shown to work in at least one direction. */
    void onValidated(CandidatePair pair);

    StunWriter request(CandidatePair pair, boolean nominate);
  }

  static final int MAX_REMOTES = 64;

  private static final int MAX_PAIRS = 256;
  private static final int SENDS = 7;

  private final EventLoop loop;
  private final Owner owner;
  private final StunTransactions transactions;
  private final long checkIntervalNanos;
  private final IceParameters local;
  private final List<LocalCandidate> locals = new ArrayList<>();
  private final Map<InetSocketAddress, RemoteCandidate> remotes = new LinkedHashMap<>();
  private final List<CandidatePair> pairs = new ArrayList<>();
  private final Set<CandidatePair> triggered = new HashSet<>();
  private final List<Early> early = new ArrayList<>();
  private IceParameters remote;
  private ScheduledFuture<?> pacing;
  private final Nomination nomination;
  private boolean closed;

  /** A check that came before the peer's description. */
  private record Early(Base base, InetSocketAddress from, long priority, boolean use) {}

  CheckList(
      EventLoop loop,
      Owner owner,
      StunTransactions transactions,
      IceConfig config,
      IceParameters local) {
    this.loop = loop;
    this.owner = owner;
    this.transactions = transactions;
    this.checkIntervalNanos = config.checkInterval().toNanos();
    this.local = local;
    this.nomination = new Nomination(loop, owner, pairs, locals, pair -> check(pair, true));
  }

  IceParameters local() {
    return local;
  }

  Optional<IceParameters> remote() {
    return Optional.ofNullable(remote);
  }

  Optional<CandidatePair> nominated() {
    return nomination.pair();
  }

  void setRemote(IceParameters parameters) {
    remote = parameters;
    early.forEach(this::onCheck);
    early.clear();
    pace();
  }

  void addLocal(LocalCandidate candidate) {
    // A reflexive candidate sends from its base, whose pairs are there already.
    if (candidate.type() != CandidateType.SERVER_REFLEXIVE) {
      locals.add(candidate);
      List.copyOf(remotes.values()).forEach(one -> pair(candidate, one));
      pace();
    }
  }

  void removeBase(Base base) {
    locals.removeIf(candidate -> candidate.base() == base);
    pairs.removeIf(pair -> pair.local.base() == base && !nomination.isOf(pair));
    triggered.removeIf(pair -> pair.local.base() == base);
  }

  void addRemote(RemoteCandidate candidate) {
    RemoteCandidate known = remotes.get(candidate.address());
    if (known == null && remotes.size() < MAX_REMOTES) {
      remotes.put(candidate.address(), candidate);
      List.copyOf(locals).forEach(one -> pair(one, candidate));
      pace();
    } else if (known != null && known.type() == CandidateType.PEER_REFLEXIVE) {
      // A check was faster than signaling: now it is known what the address is.
      remotes.put(candidate.address(), candidate);
      pairs.stream()
          .filter(pair -> pair.remote.address().equals(candidate.address()))
          .forEach(pair -> pair.remote = candidate);
    }
  }

  private void pair(LocalCandidate here, RemoteCandidate there) {
    if (CandidatePair.canBe(here, there)) {
      add(here, there);
    }
  }

  private CandidatePair add(LocalCandidate here, RemoteCandidate there) {
    if (pairs.size() >= MAX_PAIRS) {
      return null;
    }
    CandidatePair pair = new CandidatePair(this, here, there);
    pairs.add(pair);
    if (here.base() instanceof TurnAllocation relay) {
      relay.permit(there.address().getAddress());
    }
    return pair;
  }

  /**
   * Takes in a check whose user name begins with this side's fragment.
   *
   * @return the response, or empty if it is not of the peer
   */
  Optional<byte[]> onRequest(
      StunMessage request, Base base, InetSocketAddress from, long tieBreaker) {
    if (closed
        || !request.isAuthentic(local.password().getBytes(StandardCharsets.UTF_8))
        || !isFromPeer(request)) {
      return Optional.empty();
    }
    if (request.hasUnknownRequired()) {
      return Optional.of(error(request, 420, "Unknown Attribute"));
    }
    int conflicting =
        owner.controlling() ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED;
    Optional<Long> theirs = request.longNumber(conflicting);
    if (theirs.isPresent()) {
      boolean largerHere = Long.compareUnsigned(tieBreaker, theirs.get()) >= 0;
      if (largerHere == owner.controlling()) {
        return Optional.of(error(request, 487, "Role Conflict"));
      }
      owner.switchRole();
    }
    long priority = request.number(StunMessage.PRIORITY).orElse(1) & 0x7fff_ffffL;
    boolean use = request.has(StunMessage.USE_CANDIDATE);
    // An answer would have the peer use the pair.
    if (!take(new Early(base, from, Math.max(priority, 1), use))) {
      return Optional.empty();
    }
    return Optional.of(
        new StunWriter(StunMessage.BINDING, StunMessage.SUCCESS, request.transactionId())
            .putAddress(StunMessage.XOR_MAPPED_ADDRESS, from)
            .sign(local.password().getBytes(StandardCharsets.UTF_8))
            .finishWithFingerprint());
  }

  private boolean isFromPeer(StunMessage request) {
    String username = request.text(StunMessage.USERNAME).orElse("");
    return remote == null
        || username.equals(local.usernameFragment() + ':' + remote.usernameFragment());
  }

  private byte[] error(StunMessage request, int code, String reason) {
    return new StunWriter(StunMessage.BINDING, StunMessage.ERROR, request.transactionId())
        .putError(code, reason)
        .sign(local.password().getBytes(StandardCharsets.UTF_8))
        .finishWithFingerprint();
  }

  private boolean take(Early check) {
    return remote == null ? early.size() < MAX_REMOTES && early.add(check) : onCheck(check);
  }

  /** RFC 8445, 7.3.1.3 to 7.3.1.5; false if there is no room for the pair. */
  private boolean onCheck(Early check) {
    if (!remotes.containsKey(check.from)) {
      addRemote(new RemoteCandidate(check.from, CandidateType.PEER_REFLEXIVE, check.priority));
    }
    CandidatePair pair = pairOf(check.base, check.from);
    if (pair == null) {
      return false;
    }
    owner.onValidated(pair);
    if (check.use && !owner.controlling()) {
      pair.nominatedByPeer = true;
    }
    if (pair.state != CandidatePair.State.SUCCEEDED) {
      if (pair.state == CandidatePair.State.FAILED) {
        pair.state = CandidatePair.State.WAITING;
      }
      triggered.add(pair);
      pace();
    } else if (pair.nominatedByPeer) {
      nomination.use(pair);
    }
    return true;
  }

  /** A pair that this side would not have made is made once the peer's packets come through. */
  private CandidatePair pairOf(Base base, InetSocketAddress from) {
    RemoteCandidate there = remotes.get(from);
    for (CandidatePair pair : pairs) {
      if (pair.isOf(base, from)) {
        return pair;
      }
    }
    return there == null
        ? null
        : locals.stream()
            .filter(one -> one.base() == base)
            .findFirst()
            .map(here -> add(here, there))
            .orElse(null);
  }

  private void pace() {
    if (pacing == null && remote != null && !closed) {
      tick();
    }
  }

  private void tick() {
    pacing = null;
    if (closed) {
      return;
    }
    CandidatePair next = next();
    if (next != null) {
      triggered.remove(next);
      pacing = loop.schedule(this::tick, checkIntervalNanos, TimeUnit.NANOSECONDS);
      check(next, false);
    }
  }

  /**
   * The best pair that is to be checked, whether the peer has checked it or not. RFC 8445, 6.1.4.2,
   * has those the peer has checked go first; but a relay's come through at once, while those of
   * direct ways are lost until a check of this side has opened its NAT. Who nominates does not wait
   * for long, so that must not come last.
   */
  private CandidatePair next() {
    Stream<CandidatePair> untried =
        nomination.pair().isPresent()
            ? Stream.empty()
            : pairs.stream().filter(pair -> pair.state == CandidatePair.State.WAITING);
    return Stream.concat(triggered.stream(), untried)
        .max(CandidatePair.byPriority(owner.controlling()))
        .orElse(null);
  }

  private void check(CandidatePair pair, boolean nominate) {
    boolean controlling = owner.controlling();
    if (pair.state != CandidatePair.State.SUCCEEDED) {
      pair.state = CandidatePair.State.IN_PROGRESS;
    }
    StunWriter request = owner.request(pair, nominate);
    byte[] message = request.finishWithFingerprint();
    transactions.start(
        request.id(),
        () -> {
          if (!closed) {
            pair.send(message, 0, message.length);
          }
        },
        SENDS,
        new StunTransactions.Handler() {
          @Override
          public boolean accepts(StunMessage response) {
            return response.isAuthentic(remote.password().getBytes(StandardCharsets.UTF_8));
          }

          @Override
          public void onResponse(StunMessage response, Base base, InetSocketAddress from) {
            if (closed) {
              return;
            }
            if (response.messageClass() == StunMessage.SUCCESS && pair.isOf(base, from)) {
              succeeded(pair, response, nominate);
            } else if (response.errorCode() == 487) {
              if (owner.controlling() == controlling) {
                owner.switchRole();
              }
              nomination.withdraw();
              triggered.add(pair);
              pace();
            } else {
              failed(pair, nominate);
            }
          }

          @Override
          public void onTimeout() {
            if (!closed) {
              failed(pair, nominate);
            }
          }
        });
  }

  private void succeeded(CandidatePair pair, StunMessage response, boolean wasNomination) {
    pair.state = CandidatePair.State.SUCCEEDED;
    pair.mapped = response.address(StunMessage.XOR_MAPPED_ADDRESS).orElse(null);
    owner.onValidated(pair);
    if (owner.controlling()) {
      if (wasNomination) {
        nomination.withdraw();
        nomination.use(pair);
      } else {
        nomination.consider();
      }
    } else if (pair.nominatedByPeer) {
      nomination.use(pair);
    }
  }

  private void failed(CandidatePair pair, boolean wasNomination) {
    if (wasNomination) {
      nomination.withdraw();
    }
    if (pair.state != CandidatePair.State.SUCCEEDED || wasNomination) {
      pair.state = CandidatePair.State.FAILED;
    }
    nomination.consider();
  }

  void close() {
    closed = true;
    if (pacing != null) {
      pacing.cancel(false);
    }
    nomination.close();
    pairs.clear();
    triggered.clear();
  }
}
