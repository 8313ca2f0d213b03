package dev.actr.mailbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/** The journal library of ActiveMQ Artemis. */
final class ArtemisLog implements CommitStore.Log {

  private final JournalImpl journal;

  ArtemisLog(Path directory) throws Exception {
    NIOSequentialFileFactory files = new NIOSequentialFileFactory(directory.toFile(), true, 1);
    journal = new JournalImpl(8 << 20, 4, 10, 0, 0, files, "bench", "log", 1);
    journal.start();
    journal.load(new ArrayList<>(), new ArrayList<>(), null);
  }

  @Override
  public void commit(List<CommitStore.Entry> entries) throws Exception {
    for (int i = 0; i < entries.size(); i++) {
      CommitStore.Entry entry = entries.get(i);
      // The last one waits for the disk, for itself and for all before it.
      boolean last = i == entries.size() - 1;
      if (entry.message != null) {
        journal.appendAddRecord(entry.id, (byte) 1, entry.message, last);
      } else {
        journal.appendUpdateRecord(entry.id, (byte) 2, entry.outcome, last);
      }
    }
  }

  @Override
  public void close() throws Exception {
    journal.stop();
  }
}
