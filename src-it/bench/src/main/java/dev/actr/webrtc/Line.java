package dev.actr.webrtc;

import java.util.function.Consumer;

/** Two peers in this process with one ordered, reliable data channel between them. */
interface Line extends AutoCloseable {

  /** Which of the two peers. */
  enum End {
    LEFT,
    RIGHT
  }

  /** Sets what gets the messages that arrive at an end, on threads of the stack. */
  void onMessage(End end, Consumer<byte[]> receiver);

  /** Sends a message that finds the buffer nearly empty. */
  void send(End from, byte[] message);

  /** Sends messages from the left as fast as they are taken. */
  void stream(byte[] message, int count) throws InterruptedException;

  @Override
  void close();
}
