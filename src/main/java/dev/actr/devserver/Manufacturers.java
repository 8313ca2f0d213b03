package dev.actr.devserver;

import dev.actr.identity.Ed25519;
import dev.actr.identity.ManufacturerKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The manufacturers of packages and their keys. Immutable once the server runs. */
final class Manufacturers {

  /** By name and id, the newest last. */
  private final Map<String, Map<String, PublicKey>> keys = new LinkedHashMap<>();

  /**
   * Adds a key.
   *
   * @throws IllegalArgumentException if the bytes are no key
   */
  void add(String name, byte[] publicKey) {
    try {
      keys.computeIfAbsent(name, n -> new LinkedHashMap<>())
          .put(ManufacturerKey.idOf(publicKey), Ed25519.publicKey(publicKey));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The key a manifest names. */
  PublicKey key(String name, String keyId) throws RefusedException {
    PublicKey key = keys.getOrDefault(name, Map.of()).get(keyId);
    if (key == null) {
      throw new RefusedException(
          500, "manufacturer " + name + " has no key " + keyId + " at this development server");
    }
    return key;
  }

  /**
   * A key with its id.
   *
   * @param id as manifests have it
   * @param raw 32 bytes
   */
  record Key(String id, byte[] raw) {}

  /** The key of this id, or the newest one; empty if there is none. */
  Optional<Key> find(String name, Optional<String> keyId) {
    return keys.getOrDefault(name, Map.of()).entrySet().stream()
        .filter(key -> keyId.isEmpty() || keyId.get().equals(key.getKey()))
        .reduce((first, second) -> second)
        .map(key -> new Key(key.getKey(), Ed25519.raw(key.getValue())));
  }
}
