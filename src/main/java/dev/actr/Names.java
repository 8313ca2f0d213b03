package dev.actr;

import java.nio.charset.StandardCharsets;

/** The character rules shared by the string forms of realms, types and ids. */
final class Names {

  private static final int MAX_NAME_BYTES = 32;

  private Names() {}

  /** A manufacturer or type name: Unicode letters and digits with {@code - _ .} inside. */
  static boolean isName(String name) {
    if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      return false;
    }
    return Character.isAlphabetic(name.codePointAt(0))
        && isAlphanumeric(name.codePointBefore(name.length()))
        && name.codePoints().allMatch(c -> isAlphanumeric(c) || c == '-' || c == '_' || c == '.');
  }

  private static boolean isAlphanumeric(int codePoint) {
    return Character.isAlphabetic(codePoint)
        || switch (Character.getType(codePoint)) {
          case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
              true;
          default -> false;
        };
  }

  /** Parses ASCII digits only; the JDK's parsers also take the digits of other scripts. */
  static long parseUnsigned(CharSequence text, int radix, long max, String what) {
    String digits = text.toString();
    try {
      if (digits.chars().allMatch(c -> c < 128)) {
        long value = Long.parseUnsignedLong(digits, radix);
        if (Long.compareUnsigned(value, max) <= 0) {
          return value;
        }
      }
    } catch (NumberFormatException e) {
      // Reported below, with what was expected.
    }
    throw new IllegalArgumentException(
        what
            + " '"
            + digits
            + "' is not a number within 0.."
            + Long.toUnsignedString(max, radix)
            + " in base "
            + radix);
  }
}
