package dev.actr.devserver;

import dev.actr.ActrType;
import dev.actr.Realm;
import dev.actr.identity.Ed25519;
import dev.actr.identity.ManufacturerProof;
import dev.actr.identity.PackageManifest;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Decides about registrations in PACKAGE mode: those of packages that are published, and those of
 * others that their manufacturer vouches for. Thread-safe.
 */
final class Packages {

  private static final Duration MAX_AHEAD = Duration.ofSeconds(60);
  private static final Duration MAX_AGE = Duration.ofSeconds(300);
  private static final Duration NONCES_KEPT = Duration.ofSeconds(600);
  private static final Set<Integer> NONCE_LENGTHS = Set.of(16, 32);

  /** Only manufacturers add to them, and each may be used up to its age once. */
  private static final int MAX_NONCES = 100_000;

  /**
   * A package that was published.
   *
   * @param type of its actor
   * @param target its platform
   */
  record Published(ActrType type, String target) {}

  private record UsedNonce(String manufacturer, String keyId, ByteBuffer nonce) {}

  private record Use(UsedNonce nonce, Instant at) {}

  private final Map<Published, String> digests;
  private final Manufacturers manufacturers;
  private final Clock clock;
  private final Set<UsedNonce> used = new HashSet<>();
  private final Queue<Use> uses = new ArrayDeque<>();

  /**
   * With what is known of the start.
   *
   * @param digests of the manifests that are published
   */
  Packages(Map<Published, String> digests, Manufacturers manufacturers, Clock clock) {
    this.digests = Map.copyOf(digests);
    this.manufacturers = manufacturers;
    this.clock = clock;
  }

  /** Refuses what is not one of its packages. */
  void require(RegisterRequest request, Realm realm, ActrType type) throws RefusedException {
    if (digests.isEmpty() && manufacturers.isEmpty()) {
      throw new RefusedException(
          403,
          "this development server knows no manufacturer: it registers LINKED actors only, not"
              + " PACKAGE");
    }
    if (request.getTarget().isEmpty()) {
      throw new RefusedException(400, "a PACKAGE registration has a target");
    }
    byte[] raw = request.getManifestRaw().toByteArray();
    if (raw.length == 0) {
      throw new RefusedException(400, "a PACKAGE registration has a manifest");
    }
    String published = digests.get(new Published(type, request.getTarget()));
    String digest = ManufacturerProof.digest(raw);
    if (published == null) {
      requireProof(request, realm, type, raw, digest);
    } else if (!published.equals(digest)) {
      throw new RefusedException(403, "the manifest is not that of the published package");
    }
  }

  private void requireProof(
      RegisterRequest request, Realm realm, ActrType type, byte[] raw, String digest)
      throws RefusedException {
    if (!request.hasMfrSignature()
        || !request.hasManufacturerAuthSignature()
        || !request.hasManufacturerAuthSignedAt()
        || !request.hasManufacturerAuthNonce()) {
      throw new RefusedException(
          403, "the package is not published, and there is no proof of its manufacturer");
    }
    byte[] nonce = request.getManufacturerAuthNonce().toByteArray();
    if (!NONCE_LENGTHS.contains(nonce.length)) {
      throw new RefusedException(400, "nonce of " + nonce.length + " bytes, expected 16 or 32");
    }
    long signedAt = request.getManufacturerAuthSignedAt();
    Instant now = clock.instant();
    requireTimely(signedAt, now);
    PackageManifest manifest = parse(raw);
    String keyId =
        manifest
            .signingKeyId()
            .orElseThrow(() -> new RefusedException(400, "the manifest has no signing_key_id"));
    PublicKey key = manufacturers.key(type.manufacturer(), keyId);
    if (!Ed25519.verify(key, raw, request.getMfrSignature().toByteArray())) {
      throw new RefusedException(403, "the signature of the manifest is not its manufacturer's");
    }
    if (!manifest.type().equals(type)) {
      throw new RefusedException(403, "the manifest is of another actor type");
    }
    if (!manifest.target().equals(request.getTarget())) {
      throw new RefusedException(403, "the manifest is of another target");
    }
    ManufacturerProof proof =
        new ManufacturerProof(realm, type, request.getTarget(), digest, signedAt, nonce);
    if (!Ed25519.verify(
        key, proof.toBytes(), request.getManufacturerAuthSignature().toByteArray())) {
      throw new RefusedException(403, "the proof is not the manufacturer's");
    }
    use(new UsedNonce(type.manufacturer(), keyId, ByteBuffer.wrap(nonce)), now);
  }

  /** The time is an unsigned number. */
  private static void requireTimely(long signedAt, Instant now) throws RefusedException {
    long latest = now.plus(MAX_AHEAD).getEpochSecond();
    long oldest = now.minus(MAX_AGE).getEpochSecond();
    if (Long.compareUnsigned(signedAt, latest) > 0) {
      throw new RefusedException(400, "the proof is of the future");
    }
    if (signedAt < oldest) {
      throw new RefusedException(401, "the proof has expired");
    }
  }

  private static PackageManifest parse(byte[] raw) throws RefusedException {
    try {
      return PackageManifest.parse(raw);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, e.getMessage());
    }
  }

  private synchronized void use(UsedNonce nonce, Instant now) throws RefusedException {
    for (Use oldest = uses.peek();
        oldest != null && oldest.at().plus(NONCES_KEPT).isBefore(now);
        oldest = uses.peek()) {
      used.remove(uses.remove().nonce());
    }
    if (used.contains(nonce)) {
      throw new RefusedException(403, "the proof has been used before");
    }
    if (used.size() >= MAX_NONCES) {
      throw new RefusedException(503, "too many proofs were used of late");
    }
    used.add(nonce);
    uses.add(new Use(nonce, now));
  }
}
