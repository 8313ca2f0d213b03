package dev.actr.mailbox.journal;

import java.security.SecureRandom;
import java.util.function.LongPredicate;

/**
 * Finds messages by caller and request id. It knows their hashes alone, so that millions fit into
 * memory; whether it is the same request is for the record to say. Many small tables, so that none
 * takes long to grow. The hash is seeded, so that callers cannot choose ids that share one.
 */
final class KeyIndex {

  private static final int TABLES = 1024;

  private final long seed = new SecureRandom().nextLong();
  private final Table[] tables = new Table[TABLES];

  private static final class Table {
    long[] hashes = new long[8];
    long[] ids = new long[8];
    int size;

    int slot(long hash) {
      return (int) (hash >>> 10) & ids.length - 1;
    }

    void add(long hash, long id) {
      if (size * 2 >= ids.length) {
        grow();
      }
      int at = slot(hash);
      while (ids[at] != 0) {
        at = at + 1 & ids.length - 1;
      }
      hashes[at] = hash;
      ids[at] = id;
      size++;
    }

    private void grow() {
      long[] oldHashes = hashes;
      long[] oldIds = ids;
      hashes = new long[oldIds.length * 2];
      ids = new long[oldIds.length * 2];
      size = 0;
      for (int i = 0; i < oldIds.length; i++) {
        if (oldIds[i] != 0) {
          add(oldHashes[i], oldIds[i]);
        }
      }
    }

    void remove(long hash, long id) {
      int at = slot(hash);
      while (ids[at] != id) {
        if (ids[at] == 0) {
          return;
        }
        at = at + 1 & ids.length - 1;
      }
      size--;
      // What follows moves up, or a search would end at the gap.
      for (int next = at; ; ) {
        next = next + 1 & ids.length - 1;
        if (ids[next] == 0) {
          break;
        }
        int home = slot(hashes[next]);
        if ((next - home & ids.length - 1) >= (next - at & ids.length - 1)) {
          hashes[at] = hashes[next];
          ids[at] = ids[next];
          at = next;
        }
      }
      ids[at] = 0;
    }
  }

  long hash(byte[] key) {
    long hash = seed;
    for (byte b : key) {
      hash = (hash ^ b) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash ^ hash >>> 32;
  }

  void add(long hash, long id) {
    Table table = tables[(int) hash & TABLES - 1];
    if (table == null) {
      table = new Table();
      tables[(int) hash & TABLES - 1] = table;
    }
    table.add(hash, id);
  }

  void remove(long hash, long id) {
    Table table = tables[(int) hash & TABLES - 1];
    if (table != null) {
      table.remove(hash, id);
    }
  }

  /** The highest id of that hash that is the one looked for; 0 if there is none. */
  long find(long hash, LongPredicate isIt) {
    Table table = tables[(int) hash & TABLES - 1];
    if (table == null) {
      return 0;
    }
    long found = 0;
    for (int at = table.slot(hash); table.ids[at] != 0; at = at + 1 & table.ids.length - 1) {
      if (table.hashes[at] == hash && table.ids[at] > found && isIt.test(table.ids[at])) {
        found = table.ids[at];
      }
    }
    return found;
  }
}
