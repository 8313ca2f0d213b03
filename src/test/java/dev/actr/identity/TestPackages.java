package dev.actr.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packages as a manufacturer makes them. */
public final class TestPackages {

  /** The platform they are made for. */
  public static final String TARGET = "wasm32-wasip2";

  /** The key that the fact sheet has vectors of. */
  public static final ManufacturerKey KEY = ManufacturerKey.of(seed(0x2b));

  /** The key of somebody else. */
  public static final ManufacturerKey OTHER_KEY = ManufacturerKey.of(seed(0x2c));

  private TestPackages() {}

  private static byte[] seed(int value) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) value);
    return seed;
  }

  /** A manifest as the tools of the Rust implementation write it. */
  public static String manifest(String type, String keyId) {
    String[] parts = type.split(":");
    return """
    manufacturer = "%s"
    name = "%s"
    version = "%s"
    signature_algorithm = "ed25519"
    signing_key_id = "%s"

    [binary]
    path = "bin/actor.wasm"
    target = "%s"
    hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    size = 0

    [[proto_files]]
    name = "echo.proto"
    path = "proto/echo.proto"
    hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    [metadata]
    description = "says it again"
    """
        .formatted(parts[0], parts[1], parts[2], keyId, TARGET);
  }

  /** The same as bytes, with the id of this key. */
  public static byte[] manifest(String type, ManufacturerKey key) {
    return manifest(type, key.id()).getBytes(StandardCharsets.UTF_8);
  }

  /** A package that is not published, with its manufacturer's key. */
  public static SignedPackage unpublished(String type, ManufacturerKey key) {
    byte[] manifest = manifest(type, key);
    return SignedPackage.of(manifest, key.sign(manifest), Optional.of(key));
  }

  /** A package that is published, whose key stays with its manufacturer. */
  public static SignedPackage published(String type, ManufacturerKey key) {
    byte[] manifest = manifest(type, key);
    return SignedPackage.of(manifest, key.sign(manifest), Optional.empty());
  }

  /** A signature, as only the manufacturer can make it. */
  public static byte[] sign(ManufacturerKey key, byte[] data) {
    return key.sign(data);
  }

  /** Writes the file of a package. */
  public static Path write(Path folder, String type, ManufacturerKey key) throws IOException {
    byte[] manifest = manifest(type, key);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("manifest.toml", manifest);
    entries.put("manifest.sig", key.sign(manifest));
    entries.put("bin/actor.wasm", new byte[0]);
    return write(folder.resolve("actor.actr"), entries);
  }

  /** Writes a file with these entries. */
  public static Path write(Path file, Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }
}
