package dev.actr.cdi;

import java.util.Optional;

/** The configuration as one actor, or the whole application, sees it. */
interface ConfigView {

  /** The value, if it is set and in order. */
  <T> Optional<T> value(ConfigKey<T> key);

  /** The value or what stands for it. */
  <T> T setting(ConfigKey<T> key);

  /** The key that decides. */
  String source(ConfigKey<?> key);
}
