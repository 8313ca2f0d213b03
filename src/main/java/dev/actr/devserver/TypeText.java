package dev.actr.devserver;

import dev.actr.ActrType;
import dev.actr.Printable;

/** What a type must be to be kept: of the grammar, so that an id can be parsed again, and short. */
final class TypeText {

  private static final int MAX_LENGTH = 256;

  private TypeText() {}

  static void require(ActrType type) throws RefusedException {
    String text = type.toString();
    if (text.length() > MAX_LENGTH) {
      throw new RefusedException(400, "actor type of more than " + MAX_LENGTH + " characters");
    }
    if (!Printable.isPrintable(text)) {
      throw new RefusedException(400, "actor type with characters that no log can show");
    }
    try {
      ActrType.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, e.getMessage());
    }
  }
}
