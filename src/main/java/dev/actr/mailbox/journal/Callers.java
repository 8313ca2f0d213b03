package dev.actr.mailbox.journal;

import dev.actr.ActrId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Those who have sent of late, as bytes and as ids, so that they are not made anew for each
 * message. Thread-safe: what is lost to another thread is made once more.
 */
final class Callers {

  private static final int SIZE = 64;

  private record Caller(ActrId id, byte[] text) {}

  private final Caller[] byId = new Caller[SIZE];
  private final Caller[] byText = new Caller[SIZE];

  /** The bytes of a caller, not to be changed. */
  byte[] text(ActrId id) {
    int slot = id.hashCode() & SIZE - 1;
    Caller caller = byId[slot];
    if (caller == null || !caller.id.equals(id)) {
      caller = new Caller(id, id.toString().getBytes(StandardCharsets.UTF_8));
      byId[slot] = caller;
    }
    return caller.text;
  }

  /** The caller that a part of an array names; empty for no bytes. */
  Optional<ActrId> parse(byte[] bytes, int from, int length) {
    if (length == 0) {
      return Optional.empty();
    }
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = hash & SIZE - 1;
    Caller caller = byText[slot];
    if (caller == null
        || !Arrays.equals(caller.text, 0, caller.text.length, bytes, from, from + length)) {
      byte[] text = Arrays.copyOfRange(bytes, from, from + length);
      caller = new Caller(ActrId.parse(new String(text, StandardCharsets.UTF_8)), text);
      byText[slot] = caller;
    }
    return Optional.of(caller.id);
  }
}
