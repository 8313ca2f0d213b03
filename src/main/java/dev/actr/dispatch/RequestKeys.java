package dev.actr.dispatch;

import dev.actr.ActrId;
import dev.actr.ConflictKey;
import dev.actr.RpcEnvelope;
import dev.actr.RpcMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Finds the key of a request, as its method declares it. Thread-safe. */
final class RequestKeys {

  private static final long WARN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String actor;
  private final Map<String, ConflictKey> declared = new HashMap<>();
  private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - WARN_NANOS);

  /**
   * What two requests that must not overlap have in common.
   *
   * @param domain of the declared key
   * @param values of its parts
   */
  private record Key(String domain, List<Object> values) {}

  /** The keys these methods declare. */
  RequestKeys(String actor, List<RpcMethod<?, ?>> methods) {
    this.actor = actor;
    methods.forEach(
        method -> method.conflictKey().ifPresent(key -> declared.put(method.routeKey(), key)));
  }

  /** Whether any method declares a key. */
  boolean isEmpty() {
    return declared.isEmpty();
  }

  /** The key of a request; null for one that overlaps with no other. */
  Object of(Optional<ActrId> caller, RpcEnvelope request) {
    ConflictKey key = declared.get(request.routeKey());
    if (key == null) {
      return null;
    }
    List<Object> values = new ArrayList<>(key.parts().size());
    for (ConflictKey.Part part : key.parts()) {
      if (part instanceof ConflictKey.Field field) {
        try {
          values.add(MessageField.read(request.payload(), field));
        } catch (MessageField.UnreadableException e) {
          warn(request.routeKey(), field, e.getMessage());
          return null;
        }
      } else {
        values.add(caller);
      }
    }
    return new Key(key.domain(), values);
  }

  /** At most once a second: a sender decides how often it happens. */
  private void warn(String routeKey, ConflictKey.Field field, String reason) {
    long last = lastWarning.get();
    long now = System.nanoTime();
    if (now - last >= WARN_NANOS && lastWarning.compareAndSet(last, now)) {
      DispatchLog.LOG.handledAlone(actor, routeKey, field.number(), reason);
    }
  }
}
