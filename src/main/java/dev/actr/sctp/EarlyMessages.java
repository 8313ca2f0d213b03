package dev.actr.sctp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Messages for channels that are not there yet. Some peers send unordered messages at once, which
 * may overtake the news of their channel; and of two sides that open a negotiated channel one is
 * the first. They count for the window, and those beyond a few are dropped.
 */
final class EarlyMessages {

  private static final int CAPACITY = 64;

  private final List<Message> messages = new ArrayList<>();

  void add(Message message, SctpAssociation association) {
    if (messages.size() < CAPACITY) {
      messages.add(message);
    } else {
      association.consumed(message);
    }
  }

  /** Hands those of a channel to it. */
  void release(DataChannel channel) {
    if (!messages.isEmpty()) {
      List<Message> its = messages.stream().filter(m -> m.stream == channel.id()).toList();
      messages.removeAll(its);
      its.forEach(channel::arrived);
    }
  }

  /** Drops those of a stream. */
  void clear(int stream, SctpAssociation association) {
    remove(message -> message.stream == stream, association);
  }

  /** Drops all. */
  void clear(SctpAssociation association) {
    remove(message -> true, association);
  }

  private void remove(Predicate<Message> which, SctpAssociation association) {
    messages.removeIf(
        message -> {
          boolean gone = which.test(message);
          if (gone) {
            association.consumed(message);
          }
          return gone;
        });
  }
}
