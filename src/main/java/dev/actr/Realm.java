package dev.actr;

/**
 * The realm an actor belongs to: an unsigned 32-bit number, written in decimal.
 *
 * @param id 0 to 4294967295
 */
public record Realm(long id) {

  private static final long MAX_ID = 0xFFFF_FFFFL;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if {@code id} is not an unsigned 32-bit number
   */
  public Realm {
    if (id < 0 || id > MAX_ID) {
      throw new IllegalArgumentException("realm id " + id + " is not within 0.." + MAX_ID);
    }
  }

  /**
   * Parses the decimal form.
   *
   * @param text the realm id in decimal, not null
   * @return the realm
   * @throws IllegalArgumentException if the text is not an unsigned 32-bit number in decimal
   */
  public static Realm parse(CharSequence text) {
    return new Realm(Names.parseUnsigned(text, 10, MAX_ID, "realm id"));
  }

  /** The decimal form. */
  @Override
  public String toString() {
    return Long.toString(id);
  }
}
