package dev.actr.webrtc;

import dev.actr.webrtc.ice.IceCandidate;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** libwebrtc, the implementation of browsers, as the other side of a test. */
final class LibWebRtcPeer implements PeerConnectionObserver, AutoCloseable {

  /** One for the whole JVM: each more of them leaves a thread behind. */
  private static final dev.onvoid.webrtc.PeerConnectionFactory FACTORY =
      new dev.onvoid.webrtc.PeerConnectionFactory(new HeadlessAudioDeviceModule());

  final RTCPeerConnection connection;
  final Map<String, RTCDataChannel> channels = new ConcurrentHashMap<>();
  final List<Peer.Received> received = new CopyOnWriteArrayList<>();
  final List<String> closed = new CopyOnWriteArrayList<>();
  final List<RTCPeerConnectionState> states = new CopyOnWriteArrayList<>();
  private final Peer ours;
  private final List<RTCIceCandidate> early = new ArrayList<>();
  private boolean described;
  private boolean open = true;

  LibWebRtcPeer(Peer ours, RTCConfiguration configuration) {
    this.ours = ours;
    connection = FACTORY.createPeerConnection(configuration, this);
    ours.onCandidate =
        candidate ->
            add(
                new RTCIceCandidate(
                    ours.connection.mid().orElse("0"),
                    ours.connection.mLineIndex(),
                    candidate.toAttribute()));
  }

  private synchronized void add(RTCIceCandidate candidate) {
    if (described) {
      connection.addIceCandidate(candidate);
    } else {
      early.add(candidate);
    }
  }

  private synchronized void described() {
    described = true;
    early.forEach(connection::addIceCandidate);
    early.clear();
  }

  RTCDataChannel open(String label, RTCDataChannelInit options) {
    RTCDataChannel channel = connection.createDataChannel(label, options);
    observe(channel);
    return channel;
  }

  private void observe(RTCDataChannel channel) {
    String label = channel.getLabel();
    channel.registerObserver(
        new RTCDataChannelObserver() {
          @Override
          public void onBufferedAmountChange(long previous) {}

          @Override
          public void onStateChange() {
            if (channel.getState() == RTCDataChannelState.OPEN) {
              channels.put(label, channel);
            } else if (channel.getState() == RTCDataChannelState.CLOSED) {
              closed.add(label);
            }
          }

          @Override
          public void onMessage(RTCDataChannelBuffer message) {
            byte[] copy = new byte[message.data.remaining()];
            message.data.get(copy);
            received.add(new Peer.Received(label, copy, message.binary));
          }
        });
    if (channel.getState() == RTCDataChannelState.OPEN) {
      channels.put(label, channel);
    }
  }

  void send(String label, byte[] data, boolean binary) {
    try {
      channels.get(label).send(new RTCDataChannelBuffer(ByteBuffer.wrap(data), binary));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  void offer(boolean restart) {
    RTCOfferOptions options = new RTCOfferOptions();
    options.iceRestart = restart;
    CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
    connection.createOffer(options, new Made(made));
    RTCSessionDescription offer = made.join();
    ours.connection.setRemoteDescription(SessionDescription.offer(offer.sdp)).join();
    set(offer, true);
    SessionDescription answer = ours.connection.createAnswer().join();
    set(new RTCSessionDescription(RTCSdpType.ANSWER, answer.sdp()), false);
    described();
  }

  void answer() {
    SessionDescription offer = ours.connection.createOffer().join();
    set(new RTCSessionDescription(RTCSdpType.OFFER, offer.sdp()), false);
    described();
    CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
    connection.createAnswer(new RTCAnswerOptions(), new Made(made));
    RTCSessionDescription answer = made.join();
    set(answer, true);
    ours.connection.setRemoteDescription(SessionDescription.answer(answer.sdp)).join();
  }

  private void set(RTCSessionDescription description, boolean local) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    SetSessionDescriptionObserver observer =
        new SetSessionDescriptionObserver() {
          @Override
          public void onSuccess() {
            done.complete(null);
          }

          @Override
          public void onFailure(String error) {
            done.completeExceptionally(new AssertionError(error));
          }
        };
    if (local) {
      connection.setLocalDescription(description, observer);
    } else {
      connection.setRemoteDescription(description, observer);
    }
    done.join();
  }

  private record Made(CompletableFuture<RTCSessionDescription> future)
      implements CreateSessionDescriptionObserver {

    @Override
    public void onSuccess(RTCSessionDescription description) {
      future.complete(description);
    }

    @Override
    public void onFailure(String error) {
      future.completeExceptionally(new AssertionError(error));
    }
  }

  @Override
  public void onIceCandidate(RTCIceCandidate candidate) {
    String fragment = IceCandidate.parse(candidate.sdp).usernameFragment().orElse(null);
    ours.connection.addIceCandidate(candidate.sdp, fragment);
  }

  @Override
  public void onDataChannel(RTCDataChannel channel) {
    observe(channel);
  }

  @Override
  public void onConnectionChange(RTCPeerConnectionState state) {
    states.add(state);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      connection.close();
    }
  }
}
