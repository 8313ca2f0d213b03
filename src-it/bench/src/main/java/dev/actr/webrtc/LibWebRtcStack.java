package dev.actr.webrtc;

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
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The baseline: libwebrtc behind webrtc-java, with the one factory a process may have. */
final class LibWebRtcStack implements Stack {

  /** Past some more than this a channel closes, and nothing tells when it has become less. */
  private static final long MOST_BUFFERED = 1 << 20;

  /** Asking for what is buffered costs much: half the throughput if done for each message. */
  private static final int MESSAGES_BETWEEN_QUESTIONS = 32;

  private final dev.onvoid.webrtc.PeerConnectionFactory factory =
      new dev.onvoid.webrtc.PeerConnectionFactory(new HeadlessAudioDeviceModule());

  @Override
  public Line connect() {
    Side left = new Side();
    Side right = new Side();
    left.other = right;
    right.other = left;
    left.observe(left.connection.createDataChannel("bench", new RTCDataChannelInit()));
    RTCSessionDescription offer =
        made(done -> left.connection.createOffer(new RTCOfferOptions(), done));
    set(done -> left.connection.setLocalDescription(offer, done));
    set(done -> right.connection.setRemoteDescription(offer, done));
    right.described();
    RTCSessionDescription answer =
        made(done -> right.connection.createAnswer(new RTCAnswerOptions(), done));
    set(done -> right.connection.setLocalDescription(answer, done));
    set(done -> left.connection.setRemoteDescription(answer, done));
    left.described();
    left.channel.join();
    right.channel.join();
    return new LibLine(left, right);
  }

  private static RTCSessionDescription made(Consumer<CreateSessionDescriptionObserver> step) {
    CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
    step.accept(
        new CreateSessionDescriptionObserver() {
          @Override
          public void onSuccess(RTCSessionDescription description) {
            made.complete(description);
          }

          @Override
          public void onFailure(String error) {
            made.completeExceptionally(new IllegalStateException(error));
          }
        });
    return made.join();
  }

  private static void set(Consumer<SetSessionDescriptionObserver> step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    step.accept(
        new SetSessionDescriptionObserver() {
          @Override
          public void onSuccess() {
            done.complete(null);
          }

          @Override
          public void onFailure(String error) {
            done.completeExceptionally(new IllegalStateException(error));
          }
        });
    done.join();
  }

  @Override
  public void close() {
    factory.dispose();
  }

  private final class Side implements PeerConnectionObserver {

    private final RTCPeerConnection connection =
        factory.createPeerConnection(new RTCConfiguration(), this);
    private final CompletableFuture<RTCDataChannel> channel = new CompletableFuture<>();
    private final List<RTCIceCandidate> early = new ArrayList<>();
    private boolean described;
    private volatile Consumer<byte[]> receiver;
    private volatile Side other;

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
      other.add(candidate);
    }

    /** Adding waits for the thread that calls here: no lock is held meanwhile. */
    private void add(RTCIceCandidate candidate) {
      synchronized (early) {
        if (!described) {
          early.add(candidate);
          return;
        }
      }
      connection.addIceCandidate(candidate);
    }

    private void described() {
      synchronized (early) {
        described = true;
      }
      early.forEach(connection::addIceCandidate);
    }

    @Override
    public void onDataChannel(RTCDataChannel opened) {
      observe(opened);
    }

    private void observe(RTCDataChannel opened) {
      opened.registerObserver(
          new RTCDataChannelObserver() {
            @Override
            public void onBufferedAmountChange(long previous) {}

            @Override
            public void onStateChange() {
              completeIfOpen(opened);
            }

            @Override
            public void onMessage(RTCDataChannelBuffer message) {
              byte[] copy = new byte[message.data.remaining()];
              message.data.get(copy);
              receiver.accept(copy);
            }
          });
      completeIfOpen(opened);
    }

    private void completeIfOpen(RTCDataChannel opened) {
      if (opened.getState() == RTCDataChannelState.OPEN) {
        channel.complete(opened);
      }
    }
  }

  private record LibLine(Side left, Side right) implements Line {

    private Side side(End end) {
      return end == End.LEFT ? left : right;
    }

    @Override
    public void onMessage(End end, Consumer<byte[]> receiver) {
      side(end).receiver = receiver;
    }

    @Override
    public void send(End from, byte[] message) {
      send(side(from).channel.join(), message);
    }

    private static void send(RTCDataChannel channel, byte[] message) {
      try {
        channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(message), true));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void stream(byte[] message, int count) {
      RTCDataChannel channel = left.channel.join();
      for (int i = 0; i < count; i++) {
        if (i % MESSAGES_BETWEEN_QUESTIONS == 0) {
          while (channel.getBufferedAmount() > MOST_BUFFERED) {
            LockSupport.parkNanos(50_000);
          }
        }
        send(channel, message);
      }
    }

    @Override
    public void close() {
      left.connection.close();
      right.connection.close();
    }
  }
}
