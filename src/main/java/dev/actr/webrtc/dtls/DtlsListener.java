package dev.actr.webrtc.dtls;

/** What happens at a connection. Called on its event loop; must not block and must not throw. */
public interface DtlsListener {

  /** Both sides have proved who they are. */
  void onConnected();

  /**
   * A message from the peer.
   *
   * @param message holds it from the start; not to be kept or used after the call
   * @param length how long it is
   */
  void onData(byte[] message, int length);

  /**
   * The connection is over, or has not come about. The last call; none follows {@link
   * DtlsConnection#close()}.
   *
   * @param reason for a log, not null; empty if the peer has closed in order
   */
  void onClosed(String reason);
}
