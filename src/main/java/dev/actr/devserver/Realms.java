package dev.actr.devserver;

import dev.actr.Realm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which realms there are and what it takes to register in one. Immutable. */
final class Realms {

  private final Map<Realm, Optional<byte[]>> secretHashes;

  /** Realms with their secrets, which are already trimmed; none means every realm. */
  Realms(Map<Realm, Optional<String>> realms) {
    Map<Realm, Optional<byte[]>> hashes = new HashMap<>();
    realms.forEach(
        (realm, secret) ->
            hashes.put(realm, secret.map(s -> Sha256.of(s.getBytes(StandardCharsets.UTF_8)))));
    secretHashes = Map.copyOf(hashes);
  }

  void requireKnown(Realm realm) throws RefusedException {
    if (!secretHashes.isEmpty() && !secretHashes.containsKey(realm)) {
      throw new RefusedException(403, "realm " + realm + " does not exist");
    }
  }

  /** Checks the bytes of the secret header, if there was one. */
  void requireSecret(Realm realm, Optional<byte[]> presented) throws RefusedException {
    Optional<byte[]> expected = secretHashes.getOrDefault(realm, Optional.empty());
    if (expected.isEmpty()) {
      return;
    }
    if (presented.isEmpty()) {
      throw new RefusedException(403, "realm " + realm + " requires a secret");
    }
    if (!MessageDigest.isEqual(expected.get(), Sha256.of(presented.get()))) {
      throw new RefusedException(403, "the realm secret is wrong");
    }
  }
}
