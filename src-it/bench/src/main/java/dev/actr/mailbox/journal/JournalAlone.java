package dev.actr.mailbox.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The journal of the mailbox without a mailbox; a thread makes its segments and deletes them. */
public final class JournalAlone {

  private static final int SEGMENT = 8 << 20;

  private final Journal journal;
  private final ExecutorService files = Executors.newSingleThreadExecutor();
  private Future<Segment> next;
  private long stored;

  /** Opens it. */
  public JournalAlone(Path directory) throws IOException {
    journal = Journal.open(directory, SEGMENT, Segment::create, (position, record) -> {});
    stored = journal.end();
    next = files.submit(() -> journal.prepare(SEGMENT));
  }

  /** Appends a record. */
  public void append(byte[] record) throws IOException {
    if (journal.free() < Segment.sizeOf(record.length)) {
      try {
        journal.begin(next.get(), 0);
      } catch (InterruptedException | ExecutionException e) {
        throw new IOException(e);
      }
      next = files.submit(() -> journal.prepare(SEGMENT));
      for (Segment old : journal.removeUnneeded()) {
        files.submit(
            () -> {
              old.delete();
              return old;
            });
      }
    }
    journal.append(record);
  }

  /** Synchronizes what has been appended. */
  public void sync() {
    long end = journal.end();
    journal.force(stored, end);
    stored = end;
  }

  /** Ends it. */
  public void close() {
    files.shutdown();
  }
}
