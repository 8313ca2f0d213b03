package dev.actr.codegen;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON as the canonical form has it: two spaces a level, only what must be is escaped. */
final class CanonicalJson {

  private CanonicalJson() {}

  /** Writes objects, lists, strings, numbers and booleans. */
  static String write(Object value) {
    StringBuilder json = new StringBuilder();
    write(value, 0, json);
    return json.toString();
  }

  private static void write(Object value, int depth, StringBuilder json) {
    if (value instanceof CanonicalObject object) {
      Iterator<Map.Entry<String, Object>> entries = object.entries().entrySet().iterator();
      json.append('{');
      while (entries.hasNext()) {
        Map.Entry<String, Object> entry = entries.next();
        newLine(depth + 1, json);
        quote(entry.getKey(), json);
        json.append(": ");
        write(entry.getValue(), depth + 1, json);
        json.append(entries.hasNext() ? "," : "");
      }
      newLine(depth, json);
      json.append('}');
    } else if (value instanceof List<?> list) {
      Iterator<?> elements = list.iterator();
      json.append('[');
      while (elements.hasNext()) {
        newLine(depth + 1, json);
        write(elements.next(), depth + 1, json);
        json.append(elements.hasNext() ? "," : "");
      }
      newLine(depth, json);
      json.append(']');
    } else if (value instanceof String text) {
      quote(text, json);
    } else {
      json.append(value);
    }
  }

  private static void newLine(int depth, StringBuilder json) {
    json.append('\n').append("  ".repeat(depth));
  }

  private static void quote(String text, StringBuilder json) {
    json.append('"');
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ') {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
