package dev.actr.peer.webrtc;

import dev.actr.PayloadType;
import dev.actr.webrtc.DataChannelHandler;
import dev.actr.webrtc.RtcDataChannel;
import dev.actr.wire.WireException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Ties a lane of a link to its data channel. Called by the channel, one call after the other. */
final class LaneChannel implements DataChannelHandler {

  /** Learns what becomes of the channel. */
  interface Owner {

    void channelOpened();

    void channelClosed();

    void malformed(WireException reason);
  }

  /** Enough to keep packets going until the next messages have been queued. */
  private static final int LOW_BYTES = 128 * 1024;

  private final WebRtcLink link;
  private final PayloadType type;
  private final Lane lane;
  private final Owner owner;

  /** Messages the receiver has no room for. */
  private final AtomicInteger withoutRoom = new AtomicInteger();

  private boolean malformed;

  LaneChannel(WebRtcLink link, PayloadType type, Owner owner) {
    this.link = link;
    this.type = type;
    this.lane = link.lane(type);
    this.owner = owner;
  }

  @Override
  public void onOpen(RtcDataChannel channel) {
    channel.setBufferedAmountLowThreshold(LOW_BYTES);
    lane.open(new Outgoing(channel), channel.maxMessageSize());
    owner.channelOpened();
  }

  private record Outgoing(RtcDataChannel channel) implements Lane.Channel {

    @Override
    public boolean send(byte[] frame) {
      try {
        return channel.send(frame, true);
      } catch (IllegalStateException e) {
        // It has just closed, which ends the session and fails what waits.
        return false;
      }
    }

    @Override
    public int bufferedAmount() {
      return channel.bufferedAmount();
    }
  }

  @Override
  public void onBufferedAmountLow(RtcDataChannel channel) {
    lane.drain();
  }

  @Override
  public void onMessage(RtcDataChannel channel, byte[] data, boolean binary) {
    if (malformed) {
      return;
    }
    try {
      holdBack(channel, link.received(type, data));
    } catch (WireException e) {
      malformed = true;
      owner.malformed(e);
    }
  }

  /** Reads no further until the receiver has room for all that it was given. */
  private void holdBack(RtcDataChannel channel, CompletableFuture<Void> room) {
    if (!room.isDone()) {
      if (withoutRoom.getAndIncrement() == 0) {
        channel.pause();
      }
      room.whenComplete(
          (done, failure) -> {
            if (withoutRoom.decrementAndGet() == 0) {
              channel.resume();
            }
          });
    }
  }

  @Override
  public void onClose(RtcDataChannel channel) {
    owner.channelClosed();
  }
}
