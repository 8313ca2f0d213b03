package dev.actr.identity;

import dev.actr.ActrType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The manifest of a package, as the manufacturer has signed it. To read one takes {@code
 * com.fasterxml.jackson.dataformat:jackson-dataformat-toml}, which an application brings if it
 * registers packages.
 *
 * @param raw its bytes, which the signature is of; not changed by anyone
 * @param type of the actor
 * @param target the platform the package is made for
 * @param signingKeyId of the manufacturer's key; empty where the manifest does not tell it
 */
public record PackageManifest(
    byte[] raw, ActrType type, String target, Optional<String> signingKeyId) {

  /** Bytes of the largest that is read. */
  public static final int MAX_SIZE = 1024 * 1024;

  /** What stands for the library where it is missing. */
  public static final String READER = "com.fasterxml.jackson.dataformat:jackson-dataformat-toml";

  /** Whether manifests can be read here. */
  public static boolean isReadable() {
    try {
      Class.forName(
          "com.fasterxml.jackson.dataformat.toml.TomlMapper",
          false,
          PackageManifest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Reads a manifest.
   *
   * @param raw TOML in UTF-8
   * @return the manifest
   * @throws IllegalArgumentException with what is wrong with it
   */
  public static PackageManifest parse(byte[] raw) {
    if (raw.length > MAX_SIZE) {
      throw new IllegalArgumentException("the manifest has more than " + MAX_SIZE + " bytes");
    }
    Map<String, Object> manifest = toml(raw);
    Map<?, ?> binary = manifest.get("binary") instanceof Map<?, ?> table ? table : Map.of();
    return new PackageManifest(
        raw,
        ActrType.parse(
            required(manifest, "manufacturer", "manufacturer")
                + ':'
                + required(manifest, "name", "name")
                + ':'
                + required(manifest, "version", "version")),
        required(binary, "target", "binary.target"),
        manifest.get("signing_key_id") instanceof String id ? Optional.of(id) : Optional.empty());
  }

  private static Map<String, Object> toml(byte[] raw) {
    try {
      return StructuredText.toml(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the manifest is not UTF-8", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the manifest is " + e.getMessage(), e);
    }
  }

  private static String required(Map<?, ?> table, String key, String path) {
    if (table.get(key) instanceof String value && !value.isEmpty()) {
      return value;
    }
    throw new IllegalArgumentException("the manifest has no text for " + path);
  }

  /** What it is the manifest of. */
  @Override
  public String toString() {
    return "PackageManifest[type=" + type + ", target=" + target + "]";
  }
}
