package dev.actr.peer.webrtc;

import dev.actr.PayloadType;
import dev.actr.peer.ReadGate;
import dev.actr.webrtc.DataChannelHandler;
import dev.actr.webrtc.RtcDataChannel;
import dev.actr.wire.WireException;

/** Ties a lane of a link to its data channel. Called on the event loop of the channel. */
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

  /** Made with the first message. */
  private ReadGate gate;

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
      gate(channel).await(link.received(type, data));
    } catch (WireException e) {
      malformed = true;
      owner.malformed(e);
    }
  }

  private ReadGate gate(RtcDataChannel channel) {
    if (gate == null) {
      gate = new ReadGate(channel::pause, channel::resume);
    }
    return gate;
  }

  @Override
  public void onClose(RtcDataChannel channel) {
    owner.channelClosed();
  }
}
