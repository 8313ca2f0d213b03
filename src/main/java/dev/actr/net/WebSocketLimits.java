package dev.actr.net;

/**
 * What one WebSocket connection may cost.
 *
 * @param maxFrame bytes of one frame that is sent; of one that comes, unless it can be cut
 * @param maxMessage bytes of one message of several frames, in both directions
 * @param maxSkipped bytes of one message that comes and is too long, but does not end the
 *     connection: its handler gets its ends. At least {@code maxMessage}
 */
public record WebSocketLimits(int maxFrame, int maxMessage, int maxSkipped) {

  /** What other implementations accept in one frame. */
  public static final int PEER_FRAME = 16 * 1024 * 1024;

  /** What other implementations accept in one message, and what any node sends at most. */
  public static final int PEER_MESSAGE = 64 * 1024 * 1024;

  /** Limits of a connection that ends on any message that is too long. */
  public WebSocketLimits(int maxFrame, int maxMessage) {
    this(maxFrame, maxMessage, maxMessage);
  }

  /**
   * Limits of a connection.
   *
   * @param maxMessage bytes of one message
   * @return limits that split a larger message into frames other implementations accept
   */
  public static WebSocketLimits ofMessage(int maxMessage) {
    return new WebSocketLimits(Math.min(PEER_FRAME, maxMessage), maxMessage);
  }

  /**
   * Limits of a connection between peers, which do not know each other's.
   *
   * @param maxMessage bytes of one message
   * @return as {@link #ofMessage} does, but no message that a peer may send ends the connection
   */
  public static WebSocketLimits ofPeer(int maxMessage) {
    return new WebSocketLimits(
        Math.min(PEER_FRAME, maxMessage), maxMessage, Math.max(PEER_MESSAGE, maxMessage));
  }

  boolean skips() {
    return maxSkipped > maxMessage;
  }

  /** Bytes of the longest frame that is decoded as one. */
  int maxWholeFrame() {
    return skips() ? Math.max(maxFrame, FrameCutter.MIN_WHOLE) : maxFrame;
  }
}
