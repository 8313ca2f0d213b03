package dev.actr.webrtc;

import dev.actr.sctp.DataChannel;
import dev.actr.sctp.DataChannelListener;
import dev.actr.sctp.DataChannelOptions;
import dev.actr.sctp.DataChannels;
import dev.actr.sctp.DataChannelsListener;
import dev.actr.sctp.SctpConfig;
import dev.actr.webrtc.dtls.DtlsConnection;
import dev.actr.webrtc.dtls.DtlsContext;
import dev.actr.webrtc.dtls.DtlsListener;
import dev.actr.webrtc.dtls.DtlsRole;
import dev.actr.webrtc.ice.IceAgent;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceConfig;
import dev.actr.webrtc.ice.IceListener;
import dev.actr.webrtc.ice.IceState;
import dev.actr.webrtc.ice.SelectedPair;
import dev.actr.webrtc.sdp.RemoteDescription;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * ICE, DTLS and SCTP of one connection, put together. What is not told to be thread-safe is used
 * within its {@link #confinement()} only.
 */
final class Transport {

  /** Who is told. */
  interface Owner {
    void onCandidate(IceCandidate candidate);

    void onGathered();

    void onState(PeerConnectionState state);

    void onSelectedPair();

    /** Says what to do for a channel of the peer, whose handler the owner sets. */
    void onChannel(RtcDataChannel channel);

    /** The peer has ended the connection. */
    void onEndedByPeer();
  }

  private final Confinement confinement;
  private final Owner owner;
  private final Callbacks callbacks;
  private final SctpConfig sctpConfig;
  private final IceAgent agent;
  private final DtlsConnection dtls;
  private final DataChannels sctp;
  private final SctpPump pump;
  private final HandlerLoad load;
  private final List<RtcDataChannel> channels = new ArrayList<>();
  private volatile int maxMessageSize;
  private RemoteDescription peer;
  private DtlsRole role;
  private boolean dtlsStarted;

  /** Why DTLS or SCTP cannot go on; null while they can. */
  private volatile String failure;

  private boolean closed;
  private PeerConnectionState state = PeerConnectionState.NEW;
  private long packetsReceived;
  private long bytesReceived;

  Transport(
      EventLoop loop,
      Executor blocking,
      Callbacks callbacks,
      IceConfig iceConfig,
      SctpConfig sctpConfig,
      DtlsContext dtlsContext,
      SecureRandom random,
      Owner owner) {
    this.confinement = new Confinement(loop);
    this.load = new HandlerLoad(confinement);
    this.callbacks = callbacks;
    this.sctpConfig = sctpConfig;
    this.owner = owner;
    this.maxMessageSize = sctpConfig.maxMessageSize();
    this.agent = new IceAgent(loop, blocking, iceConfig, random, new FromIce());
    this.dtls = new DtlsConnection(dtlsContext, confinement, agent::send, new FromDtls());
    this.sctp = new DataChannels(sctpConfig, new FromSctp());
    this.pump = new SctpPump(loop, confinement, sctp, sctpConfig.mtu(), dtls::send);
  }

  IceAgent agent() {
    return agent;
  }

  Callbacks callbacks() {
    return callbacks;
  }

  HandlerLoad load() {
    return load;
  }

  int maxMessageSize() {
    return maxMessageSize;
  }

  int sendBuffer() {
    return sctpConfig.sendBuffer();
  }

  DtlsRole role() {
    return role;
  }

  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  boolean hasStarted() {
    return dtlsStarted;
  }

  /** Where tasks that touch this, or what belongs to it, are to run. Thread-safe. */
  Confinement confinement() {
    return confinement;
  }

  /**
   * Runs a task that hands over something to send, and sends it, on this thread: if nothing else is
   * to be sent or acknowledged, and the event loop is not at work on it. Thread-safe.
   *
   * @return whether that was so
   */
  boolean sendHere(Runnable task) {
    return confinement.elsewhere(() -> agent.sendsFromAnyThread() && pump.sendNow(task));
  }

  /** What the descriptions have settled, once both sides have given theirs. */
  void agree(RemoteDescription description, DtlsRole ours) {
    peer = description;
    role = ours;
    startDtls();
  }

  private void startDtls() {
    if (!dtlsStarted && !closed && peer != null && agent.state() == IceState.CONNECTED) {
      dtlsStarted = true;
      dtls.start(role, peer.fingerprints());
    }
  }

  void open(RtcDataChannel channel, DataChannelOptions options) {
    try {
      DataChannel real = sctp.open(options, channel.new FromAssociation());
      channel.attach(real);
      channels.add(channel);
      pump.sendLater();
    } catch (IllegalStateException | IllegalArgumentException e) {
      WebRtcLog.LOG.debugf("a data channel cannot be opened: %s", e.getMessage());
      channel.onGone();
    }
  }

  void draining(RtcDataChannel channel) {
    pump.draining(channel);
  }

  void forget(RtcDataChannel channel) {
    pump.forget(channel);
    load.forget(channel);
    channels.remove(channel);
  }

  /** Lets SCTP send, after all that is about to come in has come. */
  void pump() {
    pump.sendLater();
  }

  private void update() {
    if (closed) {
      return;
    }
    PeerConnectionState next =
        failure != null
            ? PeerConnectionState.FAILED
            : switch (agent.state()) {
              case NEW -> PeerConnectionState.NEW;
              case CHECKING -> PeerConnectionState.CONNECTING;
              case CONNECTED ->
                  dtls.isOpen() ? PeerConnectionState.CONNECTED : PeerConnectionState.CONNECTING;
              case DISCONNECTED -> PeerConnectionState.DISCONNECTED;
              case FAILED -> PeerConnectionState.FAILED;
              case CLOSED -> PeerConnectionState.CLOSED;
            };
    if (next != state) {
      state = next;
      owner.onState(next);
    }
  }

  private void fail(String reason) {
    if (!closed && failure == null) {
      failure = reason;
      WebRtcLog.LOG.connectionFailed(reason);
      update();
    }
  }

  PeerConnectionStats stats() {
    Optional<SelectedPair> pair = agent.selectedPair();
    return new PeerConnectionStats(
        pair, pump.packetsSent(), pump.bytesSent(), packetsReceived, bytesReceived);
  }

  /** Ends everything; tells the peer. */
  void close() {
    if (closed) {
      return;
    }
    pump.close();
    closed = true;
    List.copyOf(channels).forEach(RtcDataChannel::onGone);
    dtls.close();
    agent.close();
  }

  private final class FromIce implements IceListener {

    @Override
    public void onCandidate(IceCandidate candidate) {
      owner.onCandidate(candidate);
    }

    @Override
    public void onGatheringComplete() {
      owner.onGathered();
    }

    @Override
    public void onState(IceState iceState) {
      confinement.here(
          () -> {
            update();
            startDtls();
          });
    }

    @Override
    public void onSelectedPair(SelectedPair pair) {
      WebRtcLog.LOG.debugf("a peer connection uses %s", pair);
      owner.onSelectedPair();
    }

    @Override
    public void onData(byte[] data) {
      confinement.here(() -> dtls.receive(data));
      callbacks.runWaiting();
    }
  }

  private final class FromDtls implements DtlsListener {

    @Override
    public void onConnected() {
      sctp.connect(
          role == DtlsRole.CLIENT, peer.sctpPort(), peer.maxMessageSize(), System.nanoTime());
      maxMessageSize = sctp.maxMessageSize();
      update();
      pump.sendLater();
    }

    @Override
    public void onData(byte[] message, int length) {
      packetsReceived++;
      bytesReceived += length;
      sctp.receive(ByteBuffer.wrap(message, 0, length), System.nanoTime());
      pump.sendLater();
    }

    @Override
    public void onClosed(String reason) {
      confinement.onLoop(reason.isEmpty() ? owner::onEndedByPeer : () -> fail(reason));
    }
  }

  private final class FromSctp implements DataChannelsListener {

    @Override
    public DataChannelListener onChannel(DataChannel channel) {
      RtcDataChannel ours = new RtcDataChannel(Transport.this, channel.options(), null);
      ours.attach(channel);
      channels.add(ours);
      owner.onChannel(ours);
      return ours.new FromAssociation();
    }

    @Override
    public void onClosed(CloseReason reason, String detail) {
      switch (reason) {
        case ABORTED -> {}
        case SHUTDOWN, ABORTED_BY_PEER -> confinement.execute(owner::onEndedByPeer);
        case PROTOCOL_VIOLATION, UNREACHABLE ->
            confinement.onLoop(() -> fail("SCTP: " + reason + ", " + detail));
      }
    }
  }
}
