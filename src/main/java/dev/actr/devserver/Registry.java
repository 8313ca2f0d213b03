package dev.actr.devserver;

import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Realm;
import dev.actr.wire.proto.ActrProtos.ServiceSpec;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who is registered, who is connected, and who wants to know. One lock guards everything; nothing
 * is sent or waited for while it is held, so that event loops may take it.
 */
final class Registry {

  private final RegistryLimits limits;
  private final Map<Long, Registration> bySerial = new HashMap<>();

  /** The connected actors of each type, newest first. */
  private final Map<ActrType, NavigableMap<Long, Registration>> connected = new LinkedHashMap<>();

  private final Map<ActrType, Set<Registration>> subscribers = new HashMap<>();
  private long bytes;
  private int subscriptions;

  Registry(RegistryLimits limits) {
    this.limits = limits;
  }

  /** Adds a new actor; refuses with 503 if there is no room even without the expired ones. */
  synchronized void add(Registration registration, Instant now) throws RefusedException {
    if (!hasRoom(registration)) {
      List<Registration> expired =
          bySerial.values().stream()
              .filter(r -> r.connection == null && !r.tokenExpiry.isAfter(now))
              .toList();
      expired.forEach(this::remove);
      if (!hasRoom(registration)) {
        throw new RefusedException(503, "too many registrations");
      }
    }
    bySerial.put(registration.id.serialNumber(), registration);
    bytes += registration.size;
  }

  private boolean hasRoom(Registration registration) {
    return bySerial.size() < limits.registrations() && bytes + registration.size <= limits.bytes();
  }

  /** Takes a token for another while; refuses with 401 if it is not, or no longer, the actor's. */
  synchronized void renew(ActrId id, byte[] tokenHash, Instant now, Instant newExpiry)
      throws RefusedException {
    Registration registration = find(id);
    if (registration == null
        || !MessageDigest.isEqual(registration.tokenHash, tokenHash)
        || !registration.tokenExpiry.isAfter(now)) {
      throw new RefusedException(401, "the renewal token is unknown or expired");
    }
    registration.tokenExpiry = newExpiry;
  }

  synchronized boolean isRegistered(ActrId id) {
    return find(id) != null;
  }

  /**
   * What follows from a new connection.
   *
   * @param displaced the actor's former connection
   * @param subscribers to tell that the actor is up
   */
  record Bound(Optional<SignalingConnection> displaced, List<SignalingConnection> subscribers) {}

  /** Makes a connection its actor's only one; empty if the actor is not registered. */
  synchronized Optional<Bound> bind(SignalingConnection connection) {
    Registration registration = find(connection.actor());
    if (registration == null) {
      return Optional.empty();
    }
    Optional<SignalingConnection> displaced = Optional.ofNullable(registration.connection);
    registration.connection = connection;
    registration.load = Load.UNKNOWN;
    connected
        .computeIfAbsent(registration.id.type(), t -> new TreeMap<>(Collections.reverseOrder()))
        .put(registration.id.serialNumber(), registration);
    List<SignalingConnection> told = new ArrayList<>();
    for (Registration r : subscribers.getOrDefault(registration.id.type(), Set.of())) {
      if (r.connection != null && r != registration && registration.admits(r.id)) {
        told.add(r.connection);
      }
    }
    return Optional.of(new Bound(displaced, told));
  }

  /** Forgets a connection that has ended, unless another has taken its place. */
  synchronized void unbind(SignalingConnection connection) {
    Registration registration = find(connection.actor());
    if (registration != null && registration.connection == connection) {
      disconnect(registration);
    }
  }

  private void disconnect(Registration registration) {
    registration.connection = null;
    ActrType type = registration.id.type();
    NavigableMap<Long, Registration> ofType = connected.get(type);
    if (ofType != null
        && ofType.remove(registration.id.serialNumber()) != null
        && ofType.isEmpty()) {
      connected.remove(type);
    }
  }

  /** Forgets an actor; it has to register anew. */
  synchronized void unregister(ActrId id) {
    Registration registration = find(id);
    if (registration != null) {
      remove(registration);
    }
  }

  private void remove(Registration registration) {
    bySerial.remove(registration.id.serialNumber());
    bytes -= registration.size;
    disconnect(registration);
    for (ActrType type : List.copyOf(registration.subscriptions)) {
      unsubscribe(registration, type);
    }
  }

  /** The connection of the actor with this realm and serial number, whatever its type. */
  synchronized Optional<SignalingConnection> connection(Realm realm, long serialNumber) {
    Registration registration = bySerial.get(serialNumber);
    return registration == null || !registration.id.realm().equals(realm)
        ? Optional.empty()
        : Optional.ofNullable(registration.connection);
  }

  synchronized void report(ActrId id, Load load) {
    Registration registration = find(id);
    if (registration != null) {
      registration.load = load;
    }
  }

  /**
   * Whether one of two actors may find the other. A connection carries the calls of both, and what
   * each may call is decided by the other once more.
   */
  synchronized boolean mayConnect(ActrId from, Realm realm, long serialNumber) {
    Registration source = find(from);
    Registration target = bySerial.get(serialNumber);
    return source == null
        || target == null
        || !target.id.realm().equals(realm)
        || target.admits(from)
        || source.admits(target.id);
  }

  /** The connected actors of a type whom another may find, newest first. */
  synchronized List<Candidate> candidates(ActrType type, ActrId seeker) {
    return connected.getOrDefault(type, Collections.emptyNavigableMap()).values().stream()
        .filter(r -> r.id.serialNumber() != seeker.serialNumber() && r.admits(seeker))
        .map(Registration::snapshot)
        .toList();
  }

  /** The newest connected actor of each type whom another may find. */
  synchronized List<Candidate> types(Optional<String> manufacturer, ActrId seeker, long limit) {
    return connected.values().stream()
        .flatMap(ofType -> ofType.values().stream().filter(r -> r.admits(seeker)).limit(1))
        .filter(
            r -> manufacturer.isEmpty() || manufacturer.get().equals(r.id.type().manufacturer()))
        .limit(limit)
        .map(Registration::snapshot)
        .toList();
  }

  /** What a connected actor published under a name. */
  synchronized Optional<ServiceSpec> spec(String name) {
    return connected.values().stream()
        .flatMap(ofType -> ofType.values().stream())
        .flatMap(r -> r.spec.stream())
        .filter(spec -> spec.getName().equals(name))
        .findFirst();
  }

  /** Has an actor told whenever one of a type connects; lasts until it unregisters. */
  synchronized void subscribe(ActrId id, ActrType type) throws RefusedException {
    Registration registration = find(id);
    if (registration == null || registration.subscriptions.contains(type)) {
      return;
    }
    if (registration.subscriptions.size() >= limits.subscriptionsOfOne()
        || subscriptions >= limits.subscriptions()) {
      throw new RefusedException(429, "too many subscriptions");
    }
    registration.subscriptions.add(type);
    subscribers.computeIfAbsent(type, t -> new HashSet<>()).add(registration);
    subscriptions++;
  }

  synchronized void unsubscribe(ActrId id, ActrType type) {
    Registration registration = find(id);
    if (registration != null) {
      unsubscribe(registration, type);
    }
  }

  private void unsubscribe(Registration registration, ActrType type) {
    if (registration.subscriptions.remove(type)) {
      subscriptions--;
      Set<Registration> ofType = subscribers.get(type);
      ofType.remove(registration);
      if (ofType.isEmpty()) {
        subscribers.remove(type);
      }
    }
  }

  private Registration find(ActrId id) {
    Registration registration = bySerial.get(id.serialNumber());
    return registration != null && registration.id.equals(id) ? registration : null;
  }
}
