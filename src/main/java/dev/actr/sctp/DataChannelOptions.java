package dev.actr.sctp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a channel is to be like. Made with {@link #of} and changed by the methods named after what
 * they change.
 *
 * @param label names the channel; need not be unique, at most 1024 bytes in UTF-8
 * @param protocol the subprotocol, or empty; at most 1024 bytes in UTF-8
 * @param ordered whether messages arrive in the order they were sent in
 * @param maxRetransmits how often a message is sent again before it is given up; empty: no limit
 * @param maxPacketLifeTime for how long a message is worth sending, at most 2^32-1 ms; empty: no
 *     limit
 * @param negotiatedId the stream id, if both sides open the channel by themselves with the same id;
 *     empty: the peer is told of the channel
 */
public record DataChannelOptions(
    String label,
    String protocol,
    boolean ordered,
    OptionalInt maxRetransmits,
    Optional<Duration> maxPacketLifeTime,
    OptionalInt negotiatedId) {

  static final int MAX_TEXT = 1024;

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if a text is too long, a number is out of range, or both
   *     limits of reliability are given
   */
  public DataChannelOptions {
    Objects.requireNonNull(maxRetransmits, "maxRetransmits");
    checkText("label", label);
    checkText("protocol", protocol);
    if (maxRetransmits.isPresent() && maxPacketLifeTime.isPresent()) {
      throw new IllegalArgumentException("either maxRetransmits or maxPacketLifeTime");
    }
    if (maxRetransmits.orElse(0) < 0) {
      throw new IllegalArgumentException("maxRetransmits must not be negative");
    }
    long life = maxPacketLifeTime.map(Duration::toMillis).orElse(0L);
    if (life < 0 || life > 0xffff_ffffL) {
      throw new IllegalArgumentException("maxPacketLifeTime must be 0 to 2^32-1 ms");
    }
    if (negotiatedId.orElse(0) < 0 || negotiatedId.orElse(0) >= 0xffff) {
      throw new IllegalArgumentException("negotiatedId must be 0 to 65534");
    }
  }

  /** An ordered, reliable channel without a subprotocol, of which the peer is told. */
  public static DataChannelOptions of(String label) {
    return new DataChannelOptions(
        label, "", true, OptionalInt.empty(), Optional.empty(), OptionalInt.empty());
  }

  /** The same with a subprotocol. */
  public DataChannelOptions withProtocol(String value) {
    return new DataChannelOptions(
        label, value, ordered, maxRetransmits, maxPacketLifeTime, negotiatedId);
  }

  /** The same, delivering messages as they arrive. */
  public DataChannelOptions unordered() {
    return new DataChannelOptions(
        label, protocol, false, maxRetransmits, maxPacketLifeTime, negotiatedId);
  }

  /** The same, giving a message up after so many retransmissions. */
  public DataChannelOptions withMaxRetransmits(int value) {
    return new DataChannelOptions(
        label, protocol, ordered, OptionalInt.of(value), maxPacketLifeTime, negotiatedId);
  }

  /** The same, giving a message up after so long, in whole milliseconds. */
  public DataChannelOptions withMaxPacketLifeTime(Duration value) {
    return new DataChannelOptions(
        label, protocol, ordered, maxRetransmits, Optional.of(value), negotiatedId);
  }

  /** The same, opened by both sides with this stream id. */
  public DataChannelOptions negotiated(int id) {
    return new DataChannelOptions(
        label, protocol, ordered, maxRetransmits, maxPacketLifeTime, OptionalInt.of(id));
  }

  private static void checkText(String name, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT) {
      throw new IllegalArgumentException(name + " must be at most " + MAX_TEXT + " bytes");
    }
  }
}
