package dev.actr.codegen;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts as Java source. What is not ASCII is escaped: compilers differ in the encoding they expect.
 */
final class StringLiterals {

  /** A constant may have 65535 bytes, and a character takes up to three. */
  private static final int MAX_CONSTANT_CHARS = 16 * 1024;

  private StringLiterals() {}

  /** A string literal, with its quotes. */
  static String quote(String text) {
    return '"' + escape(text).replace("\"", "\\\"") + '"';
  }

  /** A text of one or more whole lines; {@code stringClass} is how the file writes that class. */
  static Expression lines(String text, String stringClass) {
    List<Expression> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (!block.isEmpty() && block.length() + line.length() > MAX_CONSTANT_CHARS) {
        blocks.add(new Expression.TextBlock(block.toString()));
        block.setLength(0);
      }
      block.append(line).append('\n');
    }
    if (blocks.isEmpty()) {
      return new Expression.TextBlock(block.toString());
    }
    blocks.add(new Expression.TextBlock(block.toString()));
    blocks.add(0, Expression.of("\"\""));
    return Expression.call(stringClass + ".join", blocks);
  }

  /** A line of a text block: its quotes stay, its trailing space must not be stripped. */
  static String escapeBlockLine(String line) {
    String escaped = escape(line).replace("\"\"\"", "\\\"\"\"");
    return escaped.endsWith(" ") ? escaped.substring(0, escaped.length() - 1) + "\\s" : escaped;
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\\' -> escaped.append("\\\\");
        case '\t' -> escaped.append("\\t");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        default -> {
          if (c >= ' ' && c < 0x7f) {
            escaped.append(c);
          } else {
            escaped.append(String.format("\\u%04x", (int) c));
          }
        }
      }
    }
    return escaped.toString();
  }
}
