package dev.actr.cdi;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** What one room logs while this is open, other tests' records included. */
public final class LogRecords extends Handler implements AutoCloseable {

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Logger logger;

  /** What the container side logs. */
  public LogRecords() {
    this("dev.actr.cdi");
  }

  /** What this logger logs. */
  public LogRecords(String name) {
    logger = Logger.getLogger(name);
    logger.addHandler(this);
  }

  /** The messages that contain all of these. */
  public List<String> with(String... parts) {
    return matching(parts).map(LogRecord::getMessage).toList();
  }

  /** Those of them that were logged on this thread. */
  public List<String> ownWith(String... parts) {
    return matching(parts)
        .filter(record -> record.getLongThreadID() == Thread.currentThread().getId())
        .map(LogRecord::getMessage)
        .toList();
  }

  /** What was thrown, of the records whose messages contain all of these. */
  public List<Throwable> thrownWith(String... parts) {
    return matching(parts).map(LogRecord::getThrown).filter(Objects::nonNull).toList();
  }

  private Stream<LogRecord> matching(String... parts) {
    return records.stream()
        .filter(record -> Stream.of(parts).allMatch(record.getMessage()::contains));
  }

  @Override
  public void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
