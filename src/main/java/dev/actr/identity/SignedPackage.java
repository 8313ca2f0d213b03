package dev.actr.identity;

import dev.actr.ActrType;
import dev.actr.Realm;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RegisterAuthMode;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What an actor is registered with in PACKAGE mode. */
public final class SignedPackage {

  private static final String MANIFEST = "manifest.toml";
  private static final String SIGNATURE = "manifest.sig";
  private static final int NONCE_LENGTH = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final PackageManifest manifest;
  private final byte[] signature;
  private final Optional<ManufacturerKey> key;

  private SignedPackage(PackageManifest manifest, byte[] signature, Optional<ManufacturerKey> key) {
    this.manifest = manifest;
    this.signature = signature;
    this.key = key;
  }

  /**
   * Reads the manifest and its signature out of an {@code .actr} file. What else is in it does not
   * matter here.
   *
   * @param path of the file
   * @param key of the manufacturer, for a package that is not published; else empty
   * @return the package
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException with what is wrong with the package, or with the key for it
   */
  public static SignedPackage read(Path path, Optional<ManufacturerKey> key) throws IOException {
    byte[] manifest;
    byte[] signature;
    try (ZipFile zip = new ZipFile(path.toFile())) {
      manifest = entry(zip, MANIFEST, PackageManifest.MAX_SIZE);
      signature = entry(zip, SIGNATURE, Ed25519.SIGNATURE_LENGTH);
    }
    return of(manifest, signature, key);
  }

  private static byte[] entry(ZipFile zip, String name, int limit) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IllegalArgumentException("the package has no " + name);
    }
    try (InputStream content = zip.getInputStream(entry)) {
      byte[] bytes = content.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new IllegalArgumentException(name + " has more than " + limit + " bytes");
      }
      return bytes;
    }
  }

  /**
   * A package of its parts.
   *
   * @param manifest as it was signed
   * @param signature 64 bytes
   * @param key of the manufacturer, for a package that is not published; else empty
   * @return the package
   * @throws IllegalArgumentException with what is wrong with them
   */
  public static SignedPackage of(byte[] manifest, byte[] signature, Optional<ManufacturerKey> key) {
    PackageManifest parsed = PackageManifest.parse(manifest);
    if (signature.length != Ed25519.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException(
          "the signature of the manifest has "
              + signature.length
              + " bytes, expected "
              + Ed25519.SIGNATURE_LENGTH);
    }
    key.ifPresent(
        k -> {
          if (!parsed.signingKeyId().equals(Optional.of(k.id()))) {
            throw new IllegalArgumentException(
                "the manifest was signed with the key "
                    + parsed.signingKeyId().orElse("(signing_key_id is missing)")
                    + ", and the manufacturer's key is "
                    + k.id());
          }
          if (!k.verifies(manifest, signature)) {
            throw new IllegalArgumentException(
                "the signature of the manifest is not that of the manufacturer's key " + k.id());
          }
        });
    return new SignedPackage(parsed, signature.clone(), key);
  }

  /** The type its manifest gives. */
  public ActrType type() {
    return manifest.type();
  }

  /** What the manufacturer has signed. */
  public PackageManifest manifest() {
    return manifest;
  }

  /** The manufacturer's key; empty for a package that is published. */
  public Optional<ManufacturerKey> key() {
    return key;
  }

  /** Completes a registration, with a proof of this moment where the package is not published. */
  void prove(RegisterRequest.Builder request, Realm realm, Instant now) {
    request
        .setAuthMode(RegisterAuthMode.REGISTER_AUTH_MODE_PACKAGE)
        .setTarget(manifest.target())
        .setManifestRaw(ProtoValues.wrap(manifest.raw()))
        .setMfrSignature(ProtoValues.wrap(signature));
    key.ifPresent(
        k -> {
          byte[] nonce = new byte[NONCE_LENGTH];
          RANDOM.nextBytes(nonce);
          ManufacturerProof proof =
              new ManufacturerProof(
                  realm,
                  type(),
                  manifest.target(),
                  ManufacturerProof.digest(manifest.raw()),
                  now.getEpochSecond(),
                  nonce);
          request
              .setManufacturerAuthSignature(ProtoValues.wrap(k.sign(proof.toBytes())))
              .setManufacturerAuthSignedAt(proof.signedAt())
              .setManufacturerAuthNonce(ProtoValues.wrap(nonce));
        });
  }

  /** What it is, and the id of its key. */
  @Override
  public String toString() {
    return "SignedPackage[manifest=" + manifest + ", key=" + key + "]";
  }
}
