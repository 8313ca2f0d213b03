package dev.actr.sctp;

import java.nio.ByteBuffer;

/**
 * A data channel (RFC 8831). Confined to the thread, or the lock, of its {@link DataChannels}.
 * After each call here the owner polls for packets.
 */
public final class DataChannel {

  /** The life of a channel, in this order. */
  public enum State {
    /** Waits for the association. */
    CONNECTING,
    /** Takes messages. */
    OPEN,
    /** Was closed here or by the peer; sends what was taken, and resets its stream. */
    CLOSING,
    /** Gone; its id may be another channel's. */
    CLOSED
  }

  private final DataChannelOptions options;

  DataChannel(DataChannelOptions options) {
    this.options = options;
  }

  /** What the channel was opened with. */
  public DataChannelOptions options() {
    return options;
  }

  /** The stream id, or -1 while it has none: before {@link DataChannels#connect}. */
  public int id() {
    throw new UnsupportedOperationException();
  }

  /** Where the channel is in its life. */
  public State state() {
    throw new UnsupportedOperationException();
  }

  /**
   * Queues a message.
   *
   * @param data copied
   * @param binary false for text, which must be UTF-8
   * @return false if the buffer is full: nothing was queued, {@link
   *     DataChannelListener#onBufferedAmountLow()} tells when to go on. A channel whose buffer is
   *     empty takes any message.
   * @throws IllegalStateException if the channel is not open
   * @throws IllegalArgumentException if the message is larger than {@link
   *     DataChannels#maxMessageSize()}
   */
  public boolean send(byte[] data, boolean binary) {
    return send(ByteBuffer.wrap(data), binary);
  }

  /**
   * Queues a message as {@link #send(byte[], boolean)} does.
   *
   * @param data what remains is copied; its position stays
   */
  public boolean send(ByteBuffer data, boolean binary) {
    throw new UnsupportedOperationException();
  }

  /** How many bytes of messages were queued and not yet put into packets. */
  public int bufferedAmount() {
    throw new UnsupportedOperationException();
  }

  /** Sets what {@link DataChannelListener#onBufferedAmountLow()} goes by; 0 at first. */
  public void setBufferedAmountLowThreshold(int bytes) {
    throw new UnsupportedOperationException();
  }

  /**
   * Delivers no messages until {@link #resume()}. They fill the receive window of the association,
   * which stops the peer on all channels once it is full.
   */
  public void pause() {
    throw new UnsupportedOperationException();
  }

  /** Delivers messages again, those that waited first. */
  public void resume() {
    throw new UnsupportedOperationException();
  }

  /** Closes the channel once what was queued is sent. Does nothing if it is closing or closed. */
  public void close() {
    throw new UnsupportedOperationException();
  }
}
