package dev.actr.webrtc;

import dev.actr.sctp.DataChannelOptions;
import dev.actr.webrtc.ice.IceCandidate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** One side of a test, with what has happened to it. */
final class Peer implements PeerConnectionListener, AutoCloseable {

  final PeerConnectionFactory factory;
  final PeerConnection connection;
  final List<PeerConnectionState> states = new CopyOnWriteArrayList<>();
  final Map<String, RtcDataChannel> channels = new ConcurrentHashMap<>();
  final List<Received> received = new CopyOnWriteArrayList<>();
  final List<String> closed = new CopyOnWriteArrayList<>();
  final List<IceCandidate> candidates = new CopyOnWriteArrayList<>();
  volatile boolean trickling = true;
  volatile boolean gathered;
  volatile Consumer<IceCandidate> onCandidate = candidate -> {};
  volatile Runnable onMessage = () -> {};
  private volatile Peer other;

  /** A message that has arrived. */
  record Received(String label, byte[] data, boolean binary) {

    String text() {
      return new String(data, StandardCharsets.UTF_8);
    }
  }

  /** What a test has to do with a channel. */
  final DataChannelHandler handler =
      new DataChannelHandler() {
        @Override
        public void onOpen(RtcDataChannel channel) {
          channels.put(channel.label(), channel);
        }

        @Override
        public void onMessage(RtcDataChannel channel, byte[] data, boolean binary) {
          received.add(new Received(channel.label(), data, binary));
          onMessage.run();
        }

        @Override
        public void onClose(RtcDataChannel channel) {
          closed.add(channel.label());
        }
      };

  Peer(PeerConnectionFactory factory) {
    this.factory = factory;
    this.connection = factory.create(this);
  }

  /** Makes this side offer and the other answer, candidates following as they are found. */
  void connect(Peer answerer) {
    other = answerer;
    answerer.other = this;
    negotiate();
  }

  void negotiate() {
    SessionDescription offer = connection.createOffer().join();
    other.connection.setRemoteDescription(offer).join();
    SessionDescription answer = other.connection.createAnswer().join();
    connection.setRemoteDescription(answer).join();
  }

  RtcDataChannel open(DataChannelOptions options) {
    return connection.createDataChannel(options, handler);
  }

  List<String> texts() {
    return received.stream().map(Received::text).toList();
  }

  @Override
  public void onIceCandidate(IceCandidate candidate) {
    candidates.add(candidate);
    onCandidate.accept(candidate);
    Peer to = other;
    if (trickling && to != null) {
      to.connection.addIceCandidate(
          candidate.toAttribute(), candidate.usernameFragment().orElseThrow());
    }
  }

  @Override
  public void onIceGatheringComplete() {
    gathered = true;
  }

  @Override
  public void onConnectionState(PeerConnectionState state) {
    states.add(state);
  }

  @Override
  public DataChannelHandler onDataChannel(RtcDataChannel channel) {
    return handler;
  }

  @Override
  public void close() {
    connection.close();
    factory.close();
  }
}
