package dev.actr.sctp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Messages of one channel that its listener has not yet got. They count for the window. */
final class Inbox {

  private final Queue<Message> messages = new ArrayDeque<>();

  /** Parts of a message, as peers of old sent large ones (RFC 8831 section 6.6). */
  private final List<Message> parts = new ArrayList<>();

  private int partsSize;

  boolean isEmpty() {
    return messages.isEmpty();
  }

  void add(Message message) {
    messages.add(message);
  }

  /**
   * Hands the next message to a listener.
   *
   * @return false if the parts of a message are too large together
   */
  boolean deliver(DataChannelListener listener, SctpAssociation association) {
    Message message = messages.remove();
    boolean part =
        message.ppid == Wire.PPID_BINARY_PARTIAL || message.ppid == Wire.PPID_STRING_PARTIAL;
    if (part || !parts.isEmpty()) {
      parts.add(message);
      partsSize += message.data.length;
      if (partsSize > association.config().maxMessageSize()) {
        clear(association);
        return false;
      }
    }
    if (part) {
      return true;
    }
    byte[] data = parts.isEmpty() ? message.data : join(association);
    if (data == message.data) {
      consumed(message, association);
    }
    boolean empty =
        message.ppid == Wire.PPID_BINARY_EMPTY || message.ppid == Wire.PPID_STRING_EMPTY;
    boolean binary = message.ppid == Wire.PPID_BINARY || message.ppid == Wire.PPID_BINARY_EMPTY;
    listener.onMessage(empty ? new byte[0] : data, binary);
    return true;
  }

  private byte[] join(SctpAssociation association) {
    byte[] whole = new byte[partsSize];
    int at = 0;
    for (Message part : parts) {
      System.arraycopy(part.data, 0, whole, at, part.data.length);
      at += part.data.length;
    }
    clearParts(association);
    return whole;
  }

  private void clearParts(SctpAssociation association) {
    parts.forEach(part -> consumed(part, association));
    parts.clear();
    partsSize = 0;
  }

  /** Forgets all. */
  void clear(SctpAssociation association) {
    clearParts(association);
    messages.forEach(message -> consumed(message, association));
    messages.clear();
  }

  private static void consumed(Message message, SctpAssociation association) {
    association.consumed(message);
  }
}
