package dev.actr.identity;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Verifies the credentials peers present, with the keys of the server that issued them. Keys not
 * yet known are looked up, each by one request at a time.
 */
public final class PeerVerifier {

  /** Look-ups under way, so that invented key ids cost the signaling connection little. */
  private static final int MAX_LOOKUPS = 16;

  /** Keys kept; a server has a handful. */
  private static final int MAX_KEYS = 256;

  /**
   * Key ids that signaling did not know, and how long this is taken for granted. When there are so
   * many it is asked for no others: an honest peer hardly needs it, as the key of the AIS comes
   * with each renewal of the own credential.
   */
  private static final int MAX_UNKNOWN = 256;

  private static final Duration UNKNOWN_FOR = Duration.ofMinutes(1);

  /** In the order they were answered, with the time of it. */
  private final Map<Integer, Long> unknown = new LinkedHashMap<>();

  private final ConcurrentMap<Integer, PublicKey> keys = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, CompletableFuture<PublicKey>> lookups =
      new ConcurrentHashMap<>();
  private final IntFunction<CompletableFuture<byte[]>> lookup;
  private final Clock clock;
  private final LongSupplier nanos;

  /**
   * A verifier without keys.
   *
   * @param lookup asks for the raw key of a key id
   * @param clock tells whether a credential has expired
   */
  public PeerVerifier(IntFunction<CompletableFuture<byte[]>> lookup, Clock clock) {
    this(lookup, clock, System::nanoTime);
  }

  PeerVerifier(IntFunction<CompletableFuture<byte[]>> lookup, Clock clock, LongSupplier nanos) {
    this.lookup = lookup;
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * Trusts the key of an own registration.
   *
   * @param identity as registered; one without a key is ignored
   */
  public void trust(Identity identity) {
    if (identity.signingKey().length > 0) {
      try {
        remember(identity.signingKeyId(), Ed25519.publicKey(identity.signingKey()));
      } catch (InvalidKeySpecException e) {
        throw new ActrException(ErrorKind.DECODE_FAILURE, "the AIS sent a malformed key", e);
      }
    }
  }

  /**
   * Verifies a credential.
   *
   * @param credential as presented
   * @param claimed who its bearer claims to be
   * @return when the credential expires; fails with an {@link ActrException} of kind {@link
   *     ErrorKind#PERMISSION_DENIED}, or of a retryable kind while the key cannot be looked up
   */
  public CompletableFuture<Instant> verify(AIdCredential credential, ActrId claimed) {
    PublicKey key = keys.get(credential.getKeyId());
    if (key != null) {
      return CompletableFuture.completedFuture(key).thenApply(k -> check(credential, k, claimed));
    }
    return find(credential.getKeyId()).thenApply(k -> check(credential, k, claimed));
  }

  private Instant check(AIdCredential credential, PublicKey key, ActrId claimed) {
    return CredentialCheck.check(credential, key, claimed, clock.instant());
  }

  private CompletableFuture<PublicKey> find(int keyId) {
    Optional<ActrException> hopeless = hopeless(keyId);
    if (hopeless.isPresent()) {
      return CompletableFuture.failedFuture(hopeless.get());
    }
    if (lookups.size() >= MAX_LOOKUPS && !lookups.containsKey(keyId)) {
      return CompletableFuture.failedFuture(
          new ActrException(ErrorKind.UNAVAILABLE, "too many unknown keys are being looked up"));
    }
    CompletableFuture<PublicKey> found = new CompletableFuture<>();
    CompletableFuture<PublicKey> underWay = lookups.putIfAbsent(keyId, found);
    if (underWay != null) {
      return underWay;
    }
    lookup
        .apply(keyId)
        .thenApply(PeerVerifier::decode)
        .whenComplete(
            (key, failure) -> {
              lookups.remove(keyId);
              if (failure == null) {
                remember(keyId, key);
                found.complete(key);
              } else {
                rememberUnknown(keyId, ActrException.of(failure));
                found.completeExceptionally(failure);
              }
            });
    return found;
  }

  /** Why signaling is not asked again now. */
  private Optional<ActrException> hopeless(int keyId) {
    synchronized (unknown) {
      long now = nanos.getAsLong();
      unknown.values().removeIf(at -> now - at >= UNKNOWN_FOR.toNanos());
      if (unknown.containsKey(keyId)) {
        return Optional.of(
            new ActrException(ErrorKind.NOT_FOUND, "the credential's key is unknown"));
      }
      return unknown.size() < MAX_UNKNOWN
          ? Optional.empty()
          : Optional.of(
              new ActrException(ErrorKind.UNAVAILABLE, "too many unknown keys were looked up"));
    }
  }

  private void rememberUnknown(int keyId, ActrException reason) {
    if (reason.kind() == ErrorKind.NOT_FOUND) {
      synchronized (unknown) {
        unknown.put(keyId, nanos.getAsLong());
      }
    }
  }

  private static PublicKey decode(byte[] raw) {
    try {
      return Ed25519.publicKey(raw);
    } catch (InvalidKeySpecException e) {
      throw new ActrException(ErrorKind.DECODE_FAILURE, "the server sent a malformed key", e);
    }
  }

  private void remember(int keyId, PublicKey key) {
    if (keys.size() >= MAX_KEYS) {
      keys.clear();
    }
    keys.put(keyId, key);
    synchronized (unknown) {
      unknown.remove(keyId);
    }
  }
}
