package dev.actr.webrtc;

/** What happens at a channel. Called as {@link PeerConnectionListener} is. */
public interface DataChannelHandler {

  /** Messages can be sent from now on. */
  default void onOpen(RtcDataChannel channel) {}

  /**
   * A message has arrived.
   *
   * @param data the whole message, the handler's to keep; may be empty
   * @param binary false if the peer says that it is text in UTF-8, which was not checked
   */
  void onMessage(RtcDataChannel channel, byte[] data, boolean binary);

  /**
   * {@link RtcDataChannel#bufferedAmount()} has fallen to the threshold, or below it after a
   * message was refused.
   */
  default void onBufferedAmountLow(RtcDataChannel channel) {}

  /** The channel is gone, whoever closed it. The last call. */
  default void onClose(RtcDataChannel channel) {}
}
