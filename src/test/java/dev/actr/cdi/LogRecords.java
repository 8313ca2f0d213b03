package dev.actr.cdi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

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
    return records.stream()
        .map(LogRecord::getMessage)
        .filter(message -> List.of(parts).stream().allMatch(message::contains))
        .toList();
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
