package dev.actr.identity;

import dev.actr.ActrType;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RegisterAuthMode;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The signed manifest a node registers with in PACKAGE mode. Thread-safe. */
public final class SignedPackage {

  private static final String MANIFEST = "manifest.toml";
  private static final String SIGNATURE = "manifest.sig";
  private static final int MAX_MANIFEST = 256 * 1024;
  private static final int NONCE_LENGTH = 32;

  private final SecureRandom random = new SecureRandom();
  private final byte[] manifest;
  private final byte[] signature;
  private final PackageManifest read;
  private final Optional<PrivateKey> manufacturerKey;

  /**
   * A package whose files are at hand.
   *
   * @param manifest the bytes that are signed
   * @param signature the manufacturer's, of these bytes
   * @param manufacturerKey proves each registration of a package that is not published; empty for
   *     one that is
   * @throws IllegalArgumentException if the manifest or the signature is malformed
   */
  public SignedPackage(byte[] manifest, byte[] signature, Optional<PrivateKey> manufacturerKey) {
    if (signature.length != Ed25519.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException(
          SIGNATURE + " has " + signature.length + " bytes, expected " + Ed25519.SIGNATURE_LENGTH);
    }
    this.manifest = manifest.clone();
    this.signature = signature.clone();
    this.read = PackageManifest.parse(manifest);
    this.manufacturerKey = manufacturerKey;
  }

  /**
   * Reads an {@code .actr} file.
   *
   * @param file a package
   * @param keyFile the manufacturer's Ed25519 key in PEM (PKCS #8); empty for a published package
   * @return the package
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if a file holds something else
   */
  public static SignedPackage read(Path file, Optional<Path> keyFile) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Optional<PrivateKey> key =
          keyFile.isEmpty()
              ? Optional.empty()
              : Optional.of(Ed25519.privateKeyOfPem(Files.readString(keyFile.get())));
      return new SignedPackage(entry(zip, MANIFEST), entry(zip, SIGNATURE), key);
    }
  }

  private static byte[] entry(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IllegalArgumentException("the package has no " + name);
    }
    try (var in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(MAX_MANIFEST + 1);
      if (bytes.length > MAX_MANIFEST) {
        throw new IllegalArgumentException(name + " has more than " + MAX_MANIFEST + " bytes");
      }
      return bytes;
    }
  }

  /** What the package is. */
  public ActrType type() {
    return read.type();
  }

  /** Makes a registration one of this package, with a proof for it alone. */
  void prove(RegisterRequest.Builder registration, Instant now) {
    registration
        .setAuthMode(RegisterAuthMode.REGISTER_AUTH_MODE_PACKAGE)
        .setManifestRaw(ProtoValues.wrap(manifest))
        .setMfrSignature(ProtoValues.wrap(signature))
        .setTarget(read.target());
    if (manufacturerKey.isPresent()) {
      byte[] nonce = new byte[NONCE_LENGTH];
      random.nextBytes(nonce);
      long signedAt = now.getEpochSecond();
      byte[] text =
          ManufacturerProof.text(
              ProtoValues.fromProto(registration.getRealm()),
              read.type(),
              read.target(),
              manifest,
              signedAt,
              nonce);
      registration
          .setManufacturerAuthSignature(ProtoValues.wrap(Ed25519.sign(manufacturerKey.get(), text)))
          .setManufacturerAuthSignedAt(signedAt)
          .setManufacturerAuthNonce(ProtoValues.wrap(nonce));
    }
  }

  /** What it is; neither key nor signature. */
  @Override
  public String toString() {
    return "SignedPackage[type=" + read.type() + ", target=" + read.target() + "]";
  }
}
