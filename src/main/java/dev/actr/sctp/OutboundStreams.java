package dev.actr.sctp;

import java.util.ArrayDeque;

/**
 * Messages that wait to be sent, by stream. Streams take turns, message by message: fragments of
 * one message cannot be mixed with those of another.
 */
final class OutboundStreams {

  private final Stream[] streams;
  private final ArrayDeque<Stream> ready = new ArrayDeque<>();
  private OutgoingMessage current;
  private int waiting;

  private static final class Stream {
    final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>();
    int nextSsn;
    boolean ready;
    boolean resetting;
  }

  OutboundStreams(int count) {
    streams = new Stream[count];
  }

  int count() {
    return streams.length;
  }

  void add(OutgoingMessage message) {
    Stream stream = stream(message.stream);
    stream.queue.add(message);
    waiting++;
    schedule(stream);
  }

  private void schedule(Stream stream) {
    if (!stream.ready && !stream.resetting && !stream.queue.isEmpty()) {
      stream.ready = true;
      ready.add(stream);
    }
  }

  /** The message to take the next chunk from, or null. It stays the same until it is finished. */
  OutgoingMessage peek() {
    if (current == null && !ready.isEmpty()) {
      current = ready.peek().queue.peek();
    }
    return current;
  }

  /** A chunk is taken from the current message; the first gives it its place in its stream. */
  void taken(OutgoingMessage message, int bytes) {
    if (!message.isStarted() && !message.unordered) {
      Stream stream = streams[message.stream];
      message.ssn = stream.nextSsn;
      stream.nextSsn = Tsn.nextSsn(message.ssn);
    }
    message.taken += bytes;
    if (message.remaining() == 0) {
      remove();
    }
  }

  /** The current message is done with. It is the first of the first stream that is ready. */
  void remove() {
    Stream stream = ready.remove();
    stream.queue.remove();
    stream.ready = false;
    waiting--;
    current = null;
    schedule(stream);
  }

  boolean isEmpty() {
    return waiting == 0;
  }

  /** Whether nothing waits in a stream. */
  boolean isEmpty(int id) {
    return streams[id] == null || streams[id].queue.isEmpty();
  }

  /**
   * Forgets what waits in a stream, but not the rest of a message that was begun.
   *
   * @return the bytes forgotten
   */
  int clear(int id) {
    Stream stream = streams[id];
    if (stream == null) {
      return 0;
    }
    int bytes = 0;
    OutgoingMessage begun = null;
    for (OutgoingMessage message : stream.queue) {
      if (message.isStarted()) {
        begun = message;
      } else {
        bytes += message.data.length;
      }
    }
    waiting -= stream.queue.size();
    stream.queue.clear();
    if (begun != null) {
      stream.queue.add(begun);
      waiting++;
    } else if (stream.ready) {
      ready.remove(stream);
      stream.ready = false;
      if (current != null && current.stream == id) {
        current = null;
      }
    }
    return bytes;
  }

  /** The stream sends nothing until its reset is over. */
  void resetting(int id) {
    stream(id).resetting = true;
  }

  /** The reset is over. */
  void resetOver(int id, boolean performed) {
    Stream stream = stream(id);
    stream.resetting = false;
    if (performed) {
      stream.nextSsn = 0;
    }
    schedule(stream);
  }

  private Stream stream(int id) {
    if (streams[id] == null) {
      streams[id] = new Stream();
    }
    return streams[id];
  }
}
