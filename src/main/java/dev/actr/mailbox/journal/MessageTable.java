package dev.actr.mailbox.journal;

import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Where each message's latest record is, and what state the message is in. A few bytes a message,
 * so that a backlog of millions fits into memory.
 */
final class MessageTable {

  /** What a message is. */
  enum State {
    ABSENT,
    WAITING,
    IN_FLIGHT,
    /** Its outcome is stored, and its reply still to be given. */
    COMPLETED,
    /** Kept to answer duplicates. */
    ACKNOWLEDGED,
    DEAD
  }

  private static final State[] STATES = State.values();
  private static final int BITS = 10;
  private static final int SIZE = 1 << BITS;

  private static final class Chunk {
    final long[] positions = new long[SIZE];
    final byte[] states = new byte[SIZE];
    final byte[] deliveries = new byte[SIZE];
    int used;
  }

  private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
  private long lastNumber = -1;
  private Chunk lastChunk;

  private Chunk chunk(long id) {
    long number = id >>> BITS;
    if (number != lastNumber) {
      lastChunk = chunks.get(number);
      lastNumber = number;
    }
    return lastChunk;
  }

  private static int index(long id) {
    return (int) id & SIZE - 1;
  }

  State state(long id) {
    Chunk chunk = chunk(id);
    return chunk == null ? State.ABSENT : STATES[chunk.states[index(id)]];
  }

  /** Of a message that is not absent. */
  long position(long id) {
    return chunk(id).positions[index(id)];
  }

  /** Of a message that is not absent. */
  int deliveries(long id) {
    return chunk(id).deliveries[index(id)];
  }

  void setDeliveries(long id, int deliveries) {
    chunk(id).deliveries[index(id)] = (byte) Math.max(0, Math.min(deliveries, Byte.MAX_VALUE));
  }

  void set(long id, State state, long position) {
    Chunk chunk = chunk(id);
    if (chunk == null) {
      chunk = new Chunk();
      chunks.put(id >>> BITS, chunk);
      lastChunk = chunk;
    }
    int index = index(id);
    chunk.used += chunk.states[index] == 0 ? 1 : 0;
    chunk.states[index] = (byte) state.ordinal();
    chunk.positions[index] = position;
  }

  void setState(long id, State state) {
    chunk(id).states[index(id)] = (byte) state.ordinal();
  }

  void remove(long id) {
    Chunk chunk = chunk(id);
    int index = index(id);
    chunk.states[index] = 0;
    chunk.deliveries[index] = 0;
    if (--chunk.used == 0) {
      chunks.remove(id >>> BITS);
      lastNumber = -1;
    }
  }

  /** All that are not absent, in the order of their ids. */
  void forEach(LongConsumer action) {
    chunks.forEach(
        (number, chunk) -> {
          for (int i = 0; i < SIZE; i++) {
            if (chunk.states[i] != 0) {
              action.accept((number << BITS) + i);
            }
          }
        });
  }
}
