package dev.actr.webrtc;

import dev.actr.sctp.DataChannelOptions;
import dev.actr.webrtc.ice.IceCandidate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** This library; each end has a factory, as two nodes have. */
final class OwnStack implements Stack {

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<PeerConnectionFactory> factories;

  /** A stack whose handlers are called where the other's are: on the thread of the packets. */
  static OwnStack onEventLoop() {
    return new OwnStack(PeerConnectionFactory.Builder::callbacksOnEventLoop);
  }

  /** A stack whose handlers may block. */
  static OwnStack onExecutor() {
    return new OwnStack(builder -> builder);
  }

  private OwnStack(UnaryOperator<PeerConnectionFactory.Builder> callbacks) {
    factories = List.of(factory(callbacks), factory(callbacks));
  }

  private PeerConnectionFactory factory(UnaryOperator<PeerConnectionFactory.Builder> callbacks) {
    return callbacks.apply(PeerConnectionFactory.builder(executor)).build();
  }

  @Override
  public OwnLine connect() {
    Side left = new Side(Line.End.LEFT);
    Side right = new Side(Line.End.RIGHT);
    left.other = right;
    right.other = left;
    left.connection.createDataChannel(DataChannelOptions.of("bench"), left);
    SessionDescription offer = left.connection.createOffer().join();
    right.connection.setRemoteDescription(offer).join();
    SessionDescription answer = right.connection.createAnswer().join();
    left.connection.setRemoteDescription(answer).join();
    left.channel.join();
    right.channel.join();
    return new OwnLine(left, right);
  }

  @Override
  public void close() {
    factories.forEach(PeerConnectionFactory::close);
    executor.shutdown();
  }

  private final class Side implements PeerConnectionListener, DataChannelHandler {

    private final PeerConnection connection;
    private final CompletableFuture<RtcDataChannel> channel = new CompletableFuture<>();
    private final Semaphore low = new Semaphore(0);
    private volatile Consumer<byte[]> receiver;
    private volatile Side other;

    Side(Line.End end) {
      connection = factories.get(end.ordinal()).create(this);
    }

    @Override
    public void onIceCandidate(IceCandidate candidate) {
      other.connection.addIceCandidate(candidate);
    }

    @Override
    public void onConnectionState(PeerConnectionState state) {}

    @Override
    public DataChannelHandler onDataChannel(RtcDataChannel opened) {
      return this;
    }

    @Override
    public void onOpen(RtcDataChannel opened) {
      opened.setBufferedAmountLowThreshold(256 * 1024);
      channel.complete(opened);
    }

    @Override
    public void onMessage(RtcDataChannel from, byte[] data, boolean binary) {
      receiver.accept(data);
    }

    @Override
    public void onBufferedAmountLow(RtcDataChannel drained) {
      low.release();
    }
  }

  record OwnLine(Side left, Side right) implements Line {

    /** How many the left has sent, without those of ICE and of the DTLS handshake. */
    long packetsSent() {
      return left.connection.stats().join().packetsSent();
    }

    private Side side(End end) {
      return end == End.LEFT ? left : right;
    }

    @Override
    public void onMessage(End end, Consumer<byte[]> receiver) {
      side(end).receiver = receiver;
    }

    @Override
    public void send(End from, byte[] message) {
      if (!side(from).channel.join().send(message, true)) {
        throw new IllegalStateException("the buffer is full");
      }
    }

    @Override
    public void stream(byte[] message, int count) throws InterruptedException {
      RtcDataChannel channel = left.channel.join();
      for (int i = 0; i < count; i++) {
        left.low.drainPermits();
        while (!channel.send(message, true)) {
          left.low.acquire();
        }
      }
    }

    @Override
    public void close() {
      left.connection.close();
      right.connection.close();
    }
  }
}
