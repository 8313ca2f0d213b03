package dev.actr.node;

import java.util.Optional;

/** A hook as a test saw it: what it was, its payload, and whether it had a context. */
record RecordedHook(Hook hook, Object payload, boolean withContext) {

  static RecordedHook of(HookEvent event) {
    return new RecordedHook(event.hook(), event.payload(), event.context().isPresent());
  }

  <T> Optional<T> payload(Class<T> type) {
    return type.isInstance(payload) ? Optional.of(type.cast(payload)) : Optional.empty();
  }
}
