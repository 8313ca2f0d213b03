package dev.actr.sctp;

/**
 * What happens on one channel. Called within {@link DataChannels#receive}, {@link
 * DataChannels#advance} and {@link DataChannels#poll}, after their work. It may call {@link
 * DataChannels} and {@link DataChannel}, and must neither block nor throw.
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

  /**
   * {@link DataChannel#bufferedAmount()} has fallen to the threshold or below, or there is room
   * again for a message after one was refused.
   */
  default void onBufferedAmountLow() {}

  /** The channel is gone, whoever closed it. The last call. */
  default void onClose() {}
}
