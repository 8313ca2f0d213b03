package dev.actr.cdi;

import dev.actr.mailbox.Durability;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** The types of mailbox keys. */
final class MailboxTypes {

  static final ConfigType<Path> FOLDER = ConfigType.of("folder", MailboxTypes::folder);

  static final ConfigType<Durability> DURABILITY =
      ConfigType.of("disk, process or memory", MailboxTypes::durability);

  /** Not shown, as it may hold a password. */
  static final ConfigType<String> JDBC_URL =
      new ConfigType<>("JDBC URL", MailboxTypes::jdbcUrl, text -> "'jdbc:***'");

  static final ConfigType<String> DATA_SOURCE = ConfigType.of("name", MailboxTypes::name);

  private MailboxTypes() {}

  private static Path folder(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // Reported below, as no text at all is.
    }
    throw ConfigType.expected("the path of a folder", null);
  }

  private static Durability durability(String text) {
    for (Durability durability : Durability.values()) {
      if (durability.name().toLowerCase(Locale.ROOT).equals(text)) {
        return durability;
      }
    }
    throw ConfigType.expected("'disk', 'process' or 'memory'", null);
  }

  private static String jdbcUrl(String text) {
    String url = text.strip();
    if (url.startsWith("jdbc:") && url.length() > "jdbc:".length()) {
      return url;
    }
    throw ConfigType.expected("a URL of the form jdbc:driver:database", null);
  }

  private static String name(String text) {
    if (text.isEmpty()) {
      throw ConfigType.expected("a name such as java:comp/DefaultDataSource", null);
    }
    return text;
  }
}
