package dev.actr.codegen;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the proto files; all of it is told at once. */
final class Problems {

  private final List<String> messages = new ArrayList<>();

  /** Adds a problem at a place, {@code file:line}. */
  void add(String place, String message) {
    messages.add(place + ": " + message);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** One problem a line. */
  @Override
  public String toString() {
    return String.join("\n", messages);
  }
}
