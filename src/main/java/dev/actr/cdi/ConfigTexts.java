package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** The texts of a configuration; those that cannot be read, or mean nothing, are problems. */
final class ConfigTexts {

  private final Config config;
  private final Consumer<String> problems;

  /** What was asked for so far: a container may search many sources for each key. */
  private final Map<String, Optional<String>> texts = new HashMap<>();

  ConfigTexts(Config config, Consumer<String> problems) {
    this.config = config;
    this.problems = problems;
  }

  Optional<String> text(String key) {
    return texts.computeIfAbsent(key, this::ask);
  }

  private Optional<String> ask(String key) {
    try {
      return config.getOptionalValue(key, String.class);
    } catch (RuntimeException e) {
      // An expression in the value that leads nowhere, or a source that fails.
      problems.accept(LOG.badValue(key, "not readable", e.getMessage()));
      return Optional.empty();
    }
  }

  /** What a text means for a key; empty if nothing. */
  <T> Optional<T> parse(ConfigKey<T> key, String source, String text) {
    try {
      return Optional.of(key.type().parser().apply(text));
    } catch (IllegalArgumentException e) {
      problems.accept(LOG.badValue(source, key.type().shown().apply(text), e.getMessage()));
      return Optional.empty();
    }
  }

  /** The keys that sources list. Rules could be lost without them, so that is a problem. */
  List<String> names(Predicate<String> wanted) {
    try {
      return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
          .filter(wanted)
          .toList();
    } catch (RuntimeException e) {
      // SmallRye reads the numbers in all keys, and fails at one that is too large.
      problems.accept(LOG.keysNotListed(e.getMessage()));
      return List.of();
    }
  }
}
