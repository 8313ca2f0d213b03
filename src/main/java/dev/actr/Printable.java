package dev.actr;

/**
 * Text of others, made fit for a line of a log. What could begin another line, steer a terminal or
 * turn the order of the letters is shown as its code.
 */
public final class Printable {

  private static final int MAX_LENGTH = 4096;

  private Printable() {}

  /**
   * Makes a text fit.
   *
   * @param text may be null
   * @return the same text where it is fit already; else with escapes as in Java source in place of
   *     control, format and separator characters and unpaired surrogates, and cut where it is very
   *     long
   */
  public static String of(String text) {
    if (text == null || isPrintable(text)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .limit(MAX_LENGTH)
        .forEach(
            c -> {
              if (isPrintable(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(escape(c));
              }
            });
    return text.length() > MAX_LENGTH ? shown.append("...").toString() : shown.toString();
  }

  /**
   * Whether a text is fit as it is.
   *
   * @param text not null
   * @return whether {@link #of} returns it unchanged
   */
  public static boolean isPrintable(String text) {
    return text.length() <= MAX_LENGTH && text.codePoints().allMatch(Printable::isPrintable);
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  private static String escape(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04x", codePoint);
    };
  }
}
