package dev.actr.webrtc;

/** An implementation of WebRTC. */
interface Stack extends AutoCloseable {

  /** Connects two new peers and opens the channel; returns when both ends have it. */
  Line connect();

  @Override
  void close();
}
