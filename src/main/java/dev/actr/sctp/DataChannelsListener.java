package dev.actr.sctp;

/**
 * What happens to the association. Called as {@link DataChannelListener} is, and under the same
 * rules.
 */
public interface DataChannelsListener {

  /** Why an association is over. */
  enum CloseReason {
    /** Shut down by one side, everything delivered. */
    SHUTDOWN,
    /** {@link DataChannels#abort()} was called. */
    ABORTED,
    /** The peer aborted it. */
    ABORTED_BY_PEER,
    /** The peer broke the protocol or the limits, and was told so. */
    PROTOCOL_VIOLATION,
    /** The peer did not answer for too long. */
    UNREACHABLE
  }

  /** The association is established. */
  default void onConnected() {}

  /**
   * The peer has opened a channel. It can be sent on at once.
   *
   * @param channel open, with the peer's label and protocol
   * @return who listens to it, not null
   */
  DataChannelListener onChannel(DataChannel channel);

  /**
   * The association is over, and all channels with it; {@link DataChannelListener#onClose()} was
   * called for each before, unless it is paused. The last call. There may be a last packet to
   * {@link DataChannels#poll}.
   *
   * @param reason not null
   * @param detail for a log, not null; holds nothing the peer can make long
   */
  void onClosed(CloseReason reason, String detail);
}
