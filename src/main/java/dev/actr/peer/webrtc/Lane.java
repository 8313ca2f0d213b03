package dev.actr.peer.webrtc;

import com.google.protobuf.MessageLite;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.wire.ChannelFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * What waits to be sent on one lane, until its channel is open and has room. Messages leave in the
 * order they came, the pieces of each together. Thread-safe.
 */
final class Lane {

  /** A channel, as far as sending goes. */
  interface Channel {

    /** Takes a frame, or tells that it has no room for it. */
    boolean send(byte[] frame);

    /** Bytes that were taken and have not left. */
    int bufferedAmount();
  }

  private static final class Message {
    final MessageLite content;
    final CompletableFuture<Void> sent = new CompletableFuture<>();

    /** Null until the first is to be sent: how long they may be is known then. */
    byte[][] frames;

    int next;

    Message(MessageLite content) {
      this.content = content;
    }
  }

  private final Deque<Message> waiting = new ArrayDeque<>();
  private Channel channel;
  private int maxFrame;
  private int nextMessage;
  private ActrException closed;

  /**
   * The channel is open.
   *
   * @param open takes frames
   * @param maxMessageSize bytes of one message on it
   */
  void open(Channel open, long maxMessageSize) {
    synchronized (this) {
      channel = open;
      maxFrame = (int) Math.min(ChannelFrame.MAX_LENGTH, maxMessageSize);
    }
    drain();
  }

  /**
   * Sends a message, or has it wait.
   *
   * @return done when the channel has taken all of it
   */
  CompletableFuture<Void> send(MessageLite message) {
    Message one;
    synchronized (this) {
      if (closed != null) {
        return CompletableFuture.failedFuture(closed);
      }
      one = new Message(message);
      waiting.addLast(one);
    }
    drain();
    return one.sent;
  }

  /** Whether everything has left. */
  synchronized boolean isEmpty() {
    return waiting.isEmpty() && (channel == null || channel.bufferedAmount() == 0);
  }

  /** The channel has room again. */
  void drain() {
    while (true) {
      Message first;
      synchronized (this) {
        first = waiting.peekFirst();
        if (first == null || channel == null) {
          return;
        }
        if (first.frames == null) {
          first.frames = ChannelFrame.encode(nextMessage++, first.content, maxFrame);
        }
        while (first.next < first.frames.length) {
          if (!channel.send(first.frames[first.next])) {
            return;
          }
          first.next++;
        }
        waiting.removeFirst();
      }
      first.sent.complete(null);
    }
  }

  /** Nothing more is sent. */
  void close(String reason) {
    ActrException failure = new ActrException(ErrorKind.UNAVAILABLE, reason);
    Deque<Message> lost;
    synchronized (this) {
      if (closed != null) {
        return;
      }
      closed = failure;
      lost = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    lost.forEach(message -> message.sent.completeExceptionally(failure));
  }
}
