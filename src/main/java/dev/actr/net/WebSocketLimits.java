package dev.actr.net;

/**
 * What one WebSocket connection may cost.
 *
 * @param maxFrame bytes of one frame, in both directions
 * @param maxMessage bytes of one message of several frames, in both directions
 */
public record WebSocketLimits(int maxFrame, int maxMessage) {

  /** What other implementations accept in one frame. */
  public static final int PEER_FRAME = 16 * 1024 * 1024;

  /**
   * Limits of a connection.
   *
   * @param maxMessage bytes of one message
   * @return limits that split a larger message into frames other implementations accept
   */
  public static WebSocketLimits ofMessage(int maxMessage) {
    return new WebSocketLimits(Math.min(PEER_FRAME, maxMessage), maxMessage);
  }
}
