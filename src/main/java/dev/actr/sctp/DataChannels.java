package dev.actr.sctp;

import dev.actr.sctp.DataChannelsListener.CloseReason;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * An SCTP association over DTLS and the data channels upon it (RFC 8831).
 *
 * <p>The owner brings packets and time and takes packets away: it calls {@link #receive} with each
 * packet DTLS has decrypted, {@link #advance} when {@link #timeout} has passed, and after each call
 * of this class or of a {@link DataChannel} it calls {@link #poll} until there is no packet left.
 *
 * <p>Not thread-safe: calls must come one after the other. Listeners are called within {@link
 * #receive}, {@link #advance} and {@link #poll} only. The time is in nanoseconds from any origin,
 * such as {@link System#nanoTime()}, and never goes back.
 */
public final class DataChannels {

  private final SctpConfig config;
  private final DataChannelsListener listener;
  private final SctpAssociation association;
  private final ChannelTable table;
  private final ChannelProtocol protocol;
  private final ArrayDeque<DataChannel> news = new ArrayDeque<>();

  private boolean connecting;
  private boolean announceConnected;
  private CloseReason closeReason;
  private String closeDetail;
  private int maxMessageSize = 65_536;
  private boolean telling;

  /**
   * An association that waits for {@link #connect}.
   *
   * @param config not null
   * @param listener not null
   */
  public DataChannels(SctpConfig config, DataChannelsListener listener) {
    this(config, listener, new SecureRandom());
  }

  DataChannels(SctpConfig config, DataChannelsListener listener, RandomGenerator random) {
    this.config = config;
    table = new ChannelTable(config.maxStreams());
    protocol = new ChannelProtocol(this, table);
    this.listener = Objects.requireNonNull(listener, "listener");
    association = new SctpAssociation(config, random, protocol);
  }

  /**
   * Opens a channel, also before {@link #connect}. The listener is told when it is open.
   *
   * @throws IllegalStateException if the association is over or shutting down, or no stream id is
   *     left
   * @throws IllegalArgumentException if the negotiated id is in use or above what {@link
   *     SctpConfig#maxStreams()} allows
   */
  public DataChannel open(DataChannelOptions options, DataChannelListener channelListener) {
    Objects.requireNonNull(channelListener, "listener");
    if (association.ended() != null
        || association.state().compareTo(SctpAssociation.State.ESTABLISHED) > 0) {
      throw new IllegalStateException("the association is over");
    }
    DataChannel channel = new DataChannel(this, options, channelListener, false);
    table.add(channel, association.outboundStreams());
    if (isConnected()) {
      protocol.opened(channel);
    }
    return channel;
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
   * @throws IllegalStateException if called before, or after the end
   */
  public void connect(boolean dtlsClient, int remotePort, long remoteMaxMessageSize, long now) {
    if (connecting || association.ended() != null) {
      throw new IllegalStateException("connected before");
    }
    connecting = true;
    maxMessageSize =
        remoteMaxMessageSize == 0
            ? Integer.MAX_VALUE - 64
            : (int) Math.min(Integer.MAX_VALUE - 64, remoteMaxMessageSize);
    table.roleKnown(dtlsClient);
    association.connect(remotePort, now);
  }

  /**
   * Takes in a packet. A malformed one is dropped; one that breaks the protocol ends the
   * association.
   *
   * @param packet what remains is read, and consumed; not kept
   * @param now the time
   */
  public void receive(ByteBuffer packet, long now) {
    int length = packet.remaining();
    int start = packet.position();
    packet.position(packet.limit());
    if (!connecting) {
      return;
    }
    if (packet.hasArray()) {
      association.receive(packet.array(), packet.arrayOffset() + start, length, now);
    } else {
      byte[] copy = new byte[length];
      packet.get(start, copy);
      association.receive(copy, 0, length, now);
    }
    tell();
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
    if (packet.remaining() < config.mtu()) {
      throw new IllegalArgumentException("no room for " + config.mtu() + " bytes");
    }
    int start = packet.position();
    int length;
    do {
      tell();
      if (packet.hasArray()) {
        length = association.poll(packet.array(), packet.arrayOffset() + start, now);
      } else {
        byte[] bytes = new byte[config.mtu()];
        length = association.poll(bytes, 0, now);
        packet.put(start, bytes, 0, length);
      }
    } while (length == 0 && hasNews());
    packet.position(start + length);
    return length > 0;
  }

  /**
   * How long until {@link #advance} must be called.
   *
   * @param now the time
   * @return nanoseconds, 0 if it is due; {@link Long#MAX_VALUE} if there is nothing to wait for
   */
  public long timeout(long now) {
    return association.timeout(now);
  }

  /**
   * Does what has become due. Harmless when nothing has.
   *
   * @param now the time
   */
  public void advance(long now) {
    association.advance(now);
    tell();
  }

  /** Whether the association is established, so that channels can be open. */
  public boolean isConnected() {
    return association.state() == SctpAssociation.State.ESTABLISHED;
  }

  /** Whether all that was taken has been sent, and the peer has acknowledged it. */
  public boolean isIdle() {
    return isConnected() && association.sender().isEmpty();
  }

  /** The largest message that can be sent, in bytes; 65536 before {@link #connect}. */
  public int maxMessageSize() {
    return maxMessageSize;
  }

  /**
   * Ends the association once everything that was taken is delivered. Channels take no more
   * messages.
   */
  public void shutdown() {
    association.shutdown();
  }

  /** Ends the association at once. One packet that says so remains to be polled. */
  public void abort() {
    association.abort(CloseReason.ABORTED, Wire.CAUSE_USER_ABORT, "");
  }

  SctpAssociation association() {
    return association;
  }

  int sendBuffer() {
    return config.sendBuffer();
  }

  void send(OutgoingMessage message) {
    association.send(message);
  }

  void close(DataChannel channel) {
    protocol.close(channel);
  }

  void hasNews(DataChannel channel) {
    news.add(channel);
  }

  private boolean hasNews() {
    return !telling && (!news.isEmpty() || announceConnected || closeReason != null);
  }

  /** The association is established. */
  void hasConnected() {
    announceConnected = true;
  }

  /** The association is over. */
  void hasEnded(CloseReason reason, String detail) {
    closeReason = reason;
    closeDetail = detail;
  }

  /** The channel is the peer's, and now gets its listener. */
  DataChannelListener announce(DataChannel channel) {
    return Objects.requireNonNull(listener.onChannel(channel), "listener");
  }

  /** Tells the listeners what has happened, once the association is at rest. */
  private void tell() {
    if (telling) {
      return;
    }
    telling = true;
    try {
      while (announceConnected || !news.isEmpty() || closeReason != null) {
        if (announceConnected) {
          announceConnected = false;
          listener.onConnected();
        } else if (!news.isEmpty()) {
          news.remove().tell();
        } else {
          CloseReason reason = closeReason;
          closeReason = null;
          listener.onClosed(reason, closeDetail);
        }
      }
    } finally {
      telling = false;
    }
  }
}
