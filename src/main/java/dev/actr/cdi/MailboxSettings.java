package dev.actr.cdi;

import dev.actr.mailbox.Durability;
import dev.actr.mailbox.MailboxLimits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the mailbox of one actor is kept: in a database if there is one, else in files if it is to
 * survive anything, else in memory.
 *
 * @param actor its name
 * @param durability of what is not in a database
 * @param folder of this actor alone
 * @param jdbcUrl of the database
 * @param dataSource name of the database's data source
 * @param limits not null
 */
record MailboxSettings(
    String actor,
    Durability durability,
    Path folder,
    Optional<String> jdbcUrl,
    Optional<String> dataSource,
    MailboxLimits limits) {

  boolean isInDatabase() {
    return jdbcUrl.isPresent() || dataSource.isPresent();
  }

  boolean isInFiles() {
    return !isInDatabase() && durability != Durability.MEMORY;
  }

  /** Without the URL, which may hold a password. */
  @Override
  public String toString() {
    return "MailboxSettings[actor="
        + actor
        + ", durability="
        + durability
        + ", folder="
        + folder
        + ", dataSource="
        + dataSource
        + "]";
  }
}
