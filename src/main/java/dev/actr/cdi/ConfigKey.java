package dev.actr.cdi;

import java.util.Optional;

/**
 * One key of the configuration.
 *
 * @param <T> its value
 * @param name without the prefix {@code actr.}; {@code [i]} stands for the number of a list's entry
 * @param type what its value looks like
 * @param fallback the text that stands for a value that is not set
 * @param unit of its value; empty where there is none
 * @param meaning a phrase that says what it sets
 * @param perActor whether one actor may have a value of its own
 */
record ConfigKey<T>(
    String name,
    ConfigType<T> type,
    Optional<String> fallback,
    String unit,
    String meaning,
    boolean perActor) {

  static final String PREFIX = "actr.";

  static final String ACTORS = PREFIX + "actors.";

  /** The key for all actors. */
  String global() {
    return PREFIX + name;
  }

  /** The key for one actor. */
  String of(String actor) {
    return ACTORS + actor + '.' + name;
  }

  /** This entry of a list. */
  ConfigKey<T> at(int index) {
    return new ConfigKey<>(
        name.replace("[i]", "[" + index + "]"), type, fallback, unit, meaning, perActor);
  }

  /** The key, as one row of the documentation's tables. */
  String row() {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            global(),
            type.name(),
            fallback.map(value -> '`' + value + '`').orElse("-"),
            unit.isEmpty() ? "-" : unit,
            meaning);
  }
}
