package dev.actr.mailbox;

import dev.actr.mailbox.journal.JournalAlone;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The journal that the mailbox is built on, with the records of the mailbox: also which messages
 * were delivered and acknowledged, with the batch after.
 */
final class JournalAloneLog implements CommitStore.Log {

  private final JournalAlone journal;
  private ByteBuffer notes = ByteBuffer.allocate(0);

  JournalAloneLog(Path directory) throws IOException {
    journal = new JournalAlone(directory);
  }

  @Override
  public void commit(List<CommitStore.Entry> entries) throws IOException {
    if (notes.position() > 0) {
      journal.append(notes.array());
    }
    notes = ByteBuffer.allocate(1 + entries.size() * Long.BYTES).put((byte) 1);
    for (CommitStore.Entry entry : entries) {
      byte[] bytes = entry.message == null ? entry.outcome : entry.message;
      // As in the bare log.
      journal.append(ByteBuffer.allocate(80 + bytes.length).putLong(entry.id).put(bytes).array());
      notes.putLong(entry.id);
    }
    journal.sync();
  }

  @Override
  public void close() {
    journal.close();
  }
}
