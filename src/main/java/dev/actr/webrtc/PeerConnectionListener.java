package dev.actr.webrtc;

import dev.actr.webrtc.ice.IceCandidate;

/**
 * What happens at a connection. Called on the executor of its factory, one call of a connection
 * after the other, those of its channels among them. It may block, which holds up the others and in
 * the end the peer; not so if the factory has its {@linkplain
 * PeerConnectionFactory.Builder#callbacksOnEventLoop callbacks on the event loop}. What it throws
 * is logged.
 */
public interface PeerConnectionListener {

  /** An address of this side, to be told the peer. */
  void onIceCandidate(IceCandidate candidate);

  /** There are no more candidates, until the next ICE restart. */
  default void onIceGatheringComplete() {}

  /** The state has changed. After {@link PeerConnectionState#CLOSED} no call follows. */
  void onConnectionState(PeerConnectionState state);

  /**
   * Another way to the peer is used from now on: the first, that of an ICE restart, or a better
   * one. The state need not change for that.
   */
  default void onSelectedPair() {}

  /**
   * The peer has opened a channel.
   *
   * @return who listens to it, not null
   */
  DataChannelHandler onDataChannel(RtcDataChannel channel);
}
