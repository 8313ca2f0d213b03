package dev.actr.webrtc.ice;

/** What happens at an agent. Called on its event loop; must not block and must not throw. */
public interface IceListener {

  /** An address of this side to tell the peer, which belongs to the present parameters. */
  void onCandidate(IceCandidate candidate);

  /** There will be no more candidates until the next restart. */
  void onGatheringComplete();

  /** The state has changed. */
  void onState(IceState state);

  /** Data goes between these addresses from now on. */
  void onSelectedPair(SelectedPair pair);

  /**
   * A packet from the peer.
   *
   * @param packet the listener's to keep
   */
  void onData(byte[] packet);
}
