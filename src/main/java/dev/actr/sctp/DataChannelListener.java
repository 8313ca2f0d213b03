package dev.actr.sctp;

/**
 * What happens on one channel. Called on the thread that called {@link DataChannels} or {@link
 * DataChannel}, after the work of that call. It may call both again, must not block and must not
 * throw.
 */
public interface DataChannelListener {

  /** Messages can be sent from now on. The first call, unless the channel closes before. */
  default void onOpen() {}

  /**
   * A message has arrived.
   *
   * @param data the whole message, the listener's to keep; may be empty
   * @param binary false if the peer says that it is text in UTF-8, which was not checked
   */
  void onMessage(byte[] data, boolean binary);

  /** {@link DataChannel#bufferedAmount()} has fallen to the threshold or below. */
  default void onBufferedAmountLow() {}

  /** The channel is gone, whoever closed it. The last call. */
  default void onClose() {}
}
