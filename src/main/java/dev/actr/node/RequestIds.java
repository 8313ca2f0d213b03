package dev.actr.node;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes ids of requests: a random part for this process, and a number. A random one for each would
 * cost as much as the rest of a local call.
 */
final class RequestIds {

  /** Of {@link #next}. */
  static final Supplier<String> SUPPLIER = RequestIds::next;

  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private static final long PROCESS = UUID.randomUUID().getMostSignificantBits();
  private static final AtomicLong NEXT =
      new AtomicLong(UUID.randomUUID().getLeastSignificantBits());

  private RequestIds() {}

  /** A UUID by its form, which no other request has. */
  static String next() {
    return new UUID(PROCESS, NEXT.getAndIncrement() & ~(3L << 62) | VARIANT).toString();
  }
}
