package dev.actr.webrtc.ice;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Finds a way to one peer and keeps it (RFC 8445, with trickling as in RFC 8838), for one
 * component. It is confined to its event loop: methods are called there, the listener too.
 */
public final class IceAgent {

  private static final int MAX_VALIDATED = 2 * CheckList.MAX_REMOTES;

  private final EventLoop loop;
  private final IceConfig config;
  private final IceListener listener;
  private final SecureRandom random;
  private final StunTransactions transactions;
  private final Gatherer gatherer;
  private final Roles owner = new Roles();
  private final long tieBreaker;
  private final Set<InetSocketAddress> validated = new HashSet<>();
  private IceState state = IceState.NEW;
  private boolean controlling;
  private CheckList current;
  private CheckList previous;
  private volatile Consent consent;
  private ScheduledFuture<?> deadline;

  /**
   * An agent that does nothing yet.
   *
   * @param loop its event loop
   * @param blocking where names are looked up
   * @param config how
   * @param random where parameters come from
   * @param listener who is told
   */
  public IceAgent(
      EventLoop loop,
      Executor blocking,
      IceConfig config,
      SecureRandom random,
      IceListener listener) {
    this.loop = Objects.requireNonNull(loop, "loop");
    this.config = Objects.requireNonNull(config, "config");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.random = Objects.requireNonNull(random, "random");
    this.tieBreaker = random.nextLong();
    this.transactions = new StunTransactions(loop);
    this.gatherer =
        new Gatherer(loop, blocking, config, random, transactions, this::onPacket, new Gathered());
    this.current = newList();
  }

  private CheckList newList() {
    return new CheckList(loop, owner, transactions, config, IceParameters.random(random));
  }

  /** This side's present parameters. */
  public IceParameters localParameters() {
    return current.local();
  }

  /** The peer's parameters of the present session, once known. */
  public Optional<IceParameters> remoteParameters() {
    return current.remote();
  }

  /** Where the agent is in its life. */
  public IceState state() {
    return state;
  }

  /** What data goes between, once there is a pair. */
  public Optional<SelectedPair> selectedPair() {
    return Optional.ofNullable(consent).map(one -> one.pair().describe());
  }

  /** Whether this side decides which pair is used; conflicts are settled by themselves. */
  public void setControlling(boolean value) {
    controlling = value;
  }

  /** Finds candidates for the present session. */
  public void gather() {
    if (state != IceState.CLOSED) {
      gatherer.gather(consent == null ? null : consent.pair().local.base());
    }
  }

  /**
   * Begins a new session with new parameters of this side, for which {@link #gather()} and {@link
   * #setRemoteParameters} are to be called. The pair in use stays so until there is a new one.
   */
  public void restart() {
    if (state == IceState.CLOSED) {
      return;
    }
    // The session in use is kept, one that came to nothing is not.
    if (previous == null || current.nominated().isPresent()) {
      if (previous != null) {
        previous.close();
      }
      previous = current;
    } else {
      current.close();
    }
    cancelDeadline();
    current = newList();
  }

  /** Takes the peer's parameters for the present session and starts to check pairs. */
  public void setRemoteParameters(IceParameters parameters) {
    if (state == IceState.CLOSED) {
      return;
    }
    if (consent == null || !consent.isGiven() || consent.isSilent()) {
      setState(IceState.CHECKING);
    }
    cancelDeadline();
    deadline =
        loop.schedule(this::onDeadline, config.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
    current.setRemote(parameters);
  }

  /** Takes an address of the peer. One that cannot be sent to is left out. */
  public void addRemoteCandidate(IceCandidate candidate) {
    if (state != IceState.CLOSED) {
      RemoteCandidate.of(candidate).ifPresent(current::addRemote);
    }
  }

  /**
   * Sends a packet to the peer; like the network, it may lose it, as it does on a thread other than
   * that of the event loop where the way to the peer is not for any thread. The bytes are copied.
   */
  public void send(byte[] packet, int offset, int length) {
    Consent current = consent;
    if (current != null
        && current.isGiven()
        && (current.pair().local.base().sendsFromAnyThread() || loop.inEventLoop())) {
      current.pair().send(packet, offset, length);
    }
  }

  /** Whether {@link #send} is for any thread now. Thread-safe. */
  public boolean sendsFromAnyThread() {
    Consent current = consent;
    return current != null && current.pair().local.base().sendsFromAnyThread();
  }

  /** Ends everything. The listener is told of it and of nothing after that. */
  public void close() {
    if (state == IceState.CLOSED) {
      return;
    }
    setState(IceState.CLOSED);
    cancelDeadline();
    endConsent();
    current.close();
    if (previous != null) {
      previous.close();
    }
    transactions.close();
    gatherer.close();
  }

  private void setState(IceState next) {
    if (state != next) {
      state = next;
      listener.onState(next);
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void onDeadline() {
    boolean lives = consent != null && consent.isGiven() && !consent.isSilent();
    if (current.nominated().isEmpty() && !lives) {
      setState(IceState.FAILED);
    }
  }

  private void endConsent() {
    if (consent != null) {
      consent.close();
    }
  }

  private void onPacket(Base base, InetSocketAddress from, byte[] packet) {
    if (state == IceState.CLOSED) {
      return;
    }
    if (!StunMessage.isStun(packet[0] & 0xff)) {
      boolean selected = consent != null && consent.pair().remote.address().equals(from);
      if (selected || validated.contains(from)) {
        if (consent != null) {
          consent.heard();
        }
        listener.onData(packet);
      }
      return;
    }
    StunMessage message = StunMessage.parse(packet).orElse(null);
    if (message == null || message.method() != StunMessage.BINDING) {
      return;
    }
    switch (message.messageClass()) {
      case StunMessage.REQUEST -> onRequest(message, base, from);
      case StunMessage.SUCCESS, StunMessage.ERROR -> transactions.onResponse(message, base, from);
      default -> {}
    }
  }

  private void onRequest(StunMessage request, Base base, InetSocketAddress from) {
    String username = request.text(StunMessage.USERNAME).orElse("");
    CheckList list = null;
    for (CheckList one : new CheckList[] {current, previous}) {
      if (one != null && username.startsWith(one.local().usernameFragment() + ':')) {
        list = one;
      }
    }
    if (list == null) {
      return;
    }
    list.onRequest(request, base, from, tieBreaker)
        .ifPresent(
            response -> {
              base.send(response, 0, response.length, from);
              if (consent != null && consent.pair().isOf(base, from)) {
                consent.heard();
              }
            });
  }

  /** What this side's candidates become. */
  private final class Gathered implements Gatherer.Listener {

    @Override
    public void onLocal(LocalCandidate candidate) {
      boolean shown = !config.relayOnly() || candidate.type() == CandidateType.RELAYED;
      current.addLocal(candidate);
      if (shown) {
        listener.onCandidate(
            candidate.describe(current.local().usernameFragment(), config.relayOnly()));
      }
    }

    @Override
    public void onGone(Base base) {
      current.removeBase(base);
      if (previous != null) {
        previous.removeBase(base);
      }
    }

    @Override
    public void onGathered() {
      listener.onGatheringComplete();
    }
  }

  /** What the agent is to its sessions and to the consent of its pair. */
  private final class Roles implements CheckList.Owner, Consent.Owner {

    @Override
    public boolean controlling() {
      return controlling;
    }

    @Override
    public void switchRole() {
      controlling = !controlling;
    }

    @Override
    public StunWriter request(CandidatePair pair, boolean nominate) {
      IceParameters remote = pair.list.remote().orElseThrow();
      StunWriter request =
          new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, TransactionId.random(random));
      request.putText(
          StunMessage.USERNAME,
          remote.usernameFragment() + ':' + pair.list.local().usernameFragment());
      request.putLong(
          controlling ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED, tieBreaker);
      request.putNumber(StunMessage.PRIORITY, (int) pair.local.reflexivePriority());
      if (nominate) {
        request.putFlag(StunMessage.USE_CANDIDATE);
      }
      return request.sign(remote.password().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void onValidated(CandidatePair pair) {
      if (validated.size() < MAX_VALIDATED) {
        validated.add(pair.remote.address());
      }
    }

    @Override
    public void onNominated(CandidatePair pair) {
      if (pair.list != current || state == IceState.CLOSED) {
        return;
      }
      cancelDeadline();
      endConsent();
      consent = new Consent(loop, config, transactions, this, pair);
      if (pair.local.base() instanceof TurnAllocation relay) {
        relay.bindChannel(pair.remote.address());
      }
      listener.onSelectedPair(pair.describe());
      setState(IceState.CONNECTED);
    }

    @Override
    public void onSilence() {
      setState(IceState.DISCONNECTED);
    }

    @Override
    public void onHeard() {
      if (state == IceState.DISCONNECTED) {
        setState(IceState.CONNECTED);
      }
    }

    @Override
    public void onExpired() {
      setState(IceState.FAILED);
    }
  }
}
