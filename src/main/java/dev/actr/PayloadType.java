package dev.actr;

/** The lane a message travels on. The ordinal is the number on the wire. */
public enum PayloadType {
  /** Calls and messages, in order and reliable. */
  RPC_RELIABLE,
  /** As {@link #RPC_RELIABLE}, ahead of it in the receiver's mailbox. */
  RPC_SIGNAL,
  /** Data chunks, in order and reliable. */
  STREAM_RELIABLE,
  /** Data chunks that had better be lost than late. */
  STREAM_LATENCY_FIRST,
  /** Media samples, which this library does not send. */
  MEDIA_RTP;

  /** Whether calls and messages may use this lane. */
  public boolean isRpc() {
    return this == RPC_RELIABLE || this == RPC_SIGNAL;
  }

  /** Whether data chunks may use this lane. */
  public boolean isStream() {
    return this == STREAM_RELIABLE || this == STREAM_LATENCY_FIRST;
  }
}
