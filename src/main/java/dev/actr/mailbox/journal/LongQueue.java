package dev.actr.mailbox.journal;

/** A first-in first-out queue of numbers, in blocks so that growing never copies. */
final class LongQueue {

  private static final int BLOCK = 1024;

  private static final class Block {
    final long[] values = new long[BLOCK];
    Block next;
  }

  private Block head = new Block();
  private Block tail = head;
  private int first;
  private int end;
  private long size;

  void add(long value) {
    if (end == BLOCK) {
      tail.next = new Block();
      tail = tail.next;
      end = 0;
    }
    tail.values[end++] = value;
    size++;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long size() {
    return size;
  }

  long peek() {
    if (first == BLOCK) {
      head = head.next;
      first = 0;
    }
    return head.values[first];
  }

  long remove() {
    long value = peek();
    first++;
    if (--size == 0) {
      first = 0;
      end = 0;
      tail = head;
    }
    return value;
  }
}
