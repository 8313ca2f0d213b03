package dev.actr.dispatch;

import dev.actr.ActrId;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The requests of peers that wait in this process for what becomes of them. One that is sent again
 * meanwhile waits with the first. Thread-safe.
 */
final class PendingRequests {

  private final ConcurrentMap<Key, Pending> pending = new ConcurrentHashMap<>();
  private final Runnable ended;

  /** Which requests are the same. */
  record Key(Optional<ActrId> caller, String requestId) {
    static Key of(RemoteRequest request) {
      return new Key(Optional.of(request.caller()), request.requestId());
    }
  }

  /**
   * None waits yet.
   *
   * @param ended told of each that waits no more
   */
  PendingRequests(Runnable ended) {
    this.ended = ended;
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Lets a request wait with the same one, if that came before; false if not. */
  boolean join(RemoteRequest request) {
    Pending earlier = pending.get(Key.of(request));
    return earlier != null && earlier.join(request);
  }

  /** Lets a request wait; null if the same one came before, with which it waits now. */
  Pending add(Key key, RemoteRequest request) {
    Pending fresh = new Pending(request);
    while (true) {
      Pending earlier = pending.putIfAbsent(key, fresh);
      if (earlier == null) {
        return fresh;
      }
      if (earlier.join(request)) {
        return null;
      }
      pending.remove(key, earlier);
    }
  }

  /** Takes a request out of those that wait, once. */
  Optional<Pending> end(Key key, Pending waiting) {
    if (!pending.remove(key, waiting)) {
      return Optional.empty();
    }
    ended.run();
    return Optional.of(waiting);
  }

  /** Takes out the one that waits under this key, if there is one. */
  Optional<Pending> end(Key key) {
    Pending waiting = pending.get(key);
    return waiting == null ? Optional.empty() : end(key, waiting);
  }
}
