package dev.actr.sctp;

import java.nio.ByteBuffer;

/**
 * An SCTP association over DTLS and the data channels upon it (RFC 8831).
 *
 * <p>The owner brings packets and time and takes packets away: it calls {@link #receive} with each
 * packet DTLS has decrypted, {@link #advance} when {@link #timeout} has passed, and after each call
 * of this class or of a {@link DataChannel} it calls {@link #poll} until there is no packet left.
 *
 * <p>Not thread-safe: calls must come one after the other. The time is in nanoseconds from any
 * origin, such as {@link System#nanoTime()}, and never goes back.
 */
public final class DataChannels {

  /**
   * An association that waits for {@link #connect}.
   *
   * @param config not null
   * @param listener not null
   */
  public DataChannels(SctpConfig config, DataChannelsListener listener) {}

  /**
   * Opens a channel, also before {@link #connect}. The listener is told when it is open.
   *
   * @throws IllegalStateException if the association is over, or no stream id is left
   * @throws IllegalArgumentException if the negotiated id is in use or above what {@link
   *     SctpConfig#maxStreams()} allows
   */
  public DataChannel open(DataChannelOptions options, DataChannelListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Starts the association, once DTLS is up. Both sides may call it at the same time. Packets that
   * come before are dropped.
   *
   * @param dtlsClient whether this side is the client of DTLS, whose channels have even ids
   * @param remotePort the peer's {@code a=sctp-port}
   * @param remoteMaxMessageSize the peer's {@code a=max-message-size}, 65536 if it gave none; 0: it
   *     takes any size
   * @param now the time
   * @throws IllegalStateException if called before
   */
  public void connect(boolean dtlsClient, int remotePort, long remoteMaxMessageSize, long now) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes in a packet. A malformed one is dropped; one that breaks the protocol ends the
   * association.
   *
   * @param packet what remains is read, and consumed; not kept
   * @param now the time
   */
  public void receive(ByteBuffer packet, long now) {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes the next packet to send.
   *
   * @param packet at least {@link SctpConfig#mtu()} bytes must remain; its position is moved behind
   *     the packet
   * @param now the time
   * @return false if there is none, and nothing was written
   * @throws IllegalArgumentException if the buffer is too small
   */
  public boolean poll(ByteBuffer packet, long now) {
    throw new UnsupportedOperationException();
  }

  /**
   * How long until {@link #advance} must be called.
   *
   * @param now the time
   * @return nanoseconds, 0 if it is due; {@link Long#MAX_VALUE} if there is nothing to wait for
   */
  public long timeout(long now) {
    throw new UnsupportedOperationException();
  }

  /**
   * Does what has become due. Harmless when nothing has.
   *
   * @param now the time
   */
  public void advance(long now) {
    throw new UnsupportedOperationException();
  }

  /** Whether the association is established, so that channels can be open. */
  public boolean isConnected() {
    throw new UnsupportedOperationException();
  }

  /** The largest message that can be sent, in bytes; 65536 before {@link #connect}. */
  public int maxMessageSize() {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends the association once everything that was taken is delivered. Channels take no more
   * messages.
   */
  public void shutdown() {
    throw new UnsupportedOperationException();
  }

  /** Ends the association at once. One packet that says so remains to be polled. */
  public void abort() {
    throw new UnsupportedOperationException();
  }
}
