package dev.actr;

import java.util.Objects;

/**
 * The type of an actor, written {@code manufacturer:name:version}. Nodes are discovered by the
 * exact type.
 *
 * <p>The constructor takes any text, as values may come from peers that do not hold to the grammar;
 * {@link #parse(CharSequence)} checks it.
 *
 * @param manufacturer who makes the actor, not null
 * @param name the actor's type name, not null
 * @param version free text, not null
 */
public record ActrType(String manufacturer, String name, String version) {

  /** Checks for null. */
  public ActrType {
    Objects.requireNonNull(manufacturer, "manufacturer");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
  }

  /**
   * Parses the string form. Manufacturer and name are 1 to 32 bytes of UTF-8 that start with a
   * letter, end with a letter or digit and hold only letters, digits, {@code -}, {@code _} and
   * {@code .}; the version is not empty and has no colon.
   *
   * @param text for example {@code acme:EchoService:1.0.0}, not null
   * @return the type
   * @throws IllegalArgumentException if the text does not follow the grammar
   */
  public static ActrType parse(CharSequence text) {
    String[] parts = text.toString().split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "actor type '" + text + "' is not of the form manufacturer:name:version");
    }
    requireName("manufacturer", parts[0], text);
    requireName("name", parts[1], text);
    if (parts[2].isEmpty()) {
      throw new IllegalArgumentException("actor type '" + text + "' has an empty version");
    }
    return new ActrType(parts[0], parts[1], parts[2]);
  }

  private static void requireName(String what, String value, CharSequence text) {
    if (!Names.isName(value)) {
      throw new IllegalArgumentException(
          "actor type '"
              + text
              + "' has the "
              + what
              + " '"
              + value
              + "': it must be 1 to 32 bytes, start with a letter, end with a letter or digit,"
              + " and hold only letters, digits, '-', '_' and '.'");
    }
  }

  /** The form {@code manufacturer:name:version}. */
  @Override
  public String toString() {
    return manufacturer + ':' + name + ':' + version;
  }
}
