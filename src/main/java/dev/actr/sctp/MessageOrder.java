package dev.actr.sctp;

import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Hands complete messages on, ordered ones in the order of their streams. */
final class MessageOrder {

  private final Consumer<Message> user;
  private final short[] nextSsn;
  private final Waiting[] waiting;

  /** What waits for messages before it, in bytes and overhead. */
  private int held;

  /** Messages of one stream that came too early. */
  private static final class Waiting extends PriorityQueue<Message> {

    private static final long serialVersionUID = 1L;

    Waiting() {
      // Consistent, as all that wait lie within half of the numbers from the next one on.
      super((a, b) -> (short) (a.ssn - b.ssn));
    }
  }

  MessageOrder(int streams, Consumer<Message> user) {
    this.user = user;
    nextSsn = new short[streams];
    waiting = new Waiting[streams];
  }

  int held() {
    return held;
  }

  int streams() {
    return nextSsn.length;
  }

  void complete(int flags, Message message) {
    if ((flags & Wire.UNORDERED) != 0) {
      user.accept(message);
      return;
    }
    int stream = message.stream;
    if (message.ssn == expected(stream)) {
      nextSsn[stream]++;
      user.accept(message);
      release(stream);
    } else if (Tsn.ssnBefore(expected(stream), message.ssn)) {
      if (waiting[stream] == null) {
        waiting[stream] = new Waiting();
      }
      held += message.cost();
      waiting[stream].add(message);
    }
  }

  /** The peer has given up the messages of a stream up to and including this one. */
  void skip(int stream, int ssn) {
    Waiting queue = waiting[stream];
    while (queue != null && !queue.isEmpty() && !Tsn.ssnBefore(ssn, queue.peek().ssn)) {
      handOn(queue.remove());
    }
    if (!Tsn.ssnBefore(ssn, expected(stream))) {
      nextSsn[stream] = (short) (ssn + 1);
    }
    release(stream);
  }

  /** Numbers begin anew (RFC 6525). What still waits is of the channel that was closed. */
  void reset(int stream) {
    if (waiting[stream] != null) {
      waiting[stream].forEach(message -> held -= message.cost());
      waiting[stream] = null;
    }
    nextSsn[stream] = 0;
  }

  private int expected(int stream) {
    return nextSsn[stream] & 0xffff;
  }

  private void release(int stream) {
    Waiting queue = waiting[stream];
    while (queue != null && !queue.isEmpty()) {
      Message message = queue.peek();
      if (Tsn.ssnBefore(expected(stream), message.ssn)) {
        return;
      }
      queue.remove();
      if (message.ssn == expected(stream)) {
        nextSsn[stream]++;
        handOn(message);
      } else {
        held -= message.cost();
      }
    }
    waiting[stream] = null;
  }

  private void handOn(Message message) {
    held -= message.cost();
    user.accept(message);
  }
}
