package dev.actr.cdi;

import dev.actr.identity.Ed25519;
import java.security.spec.InvalidKeySpecException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A manufacturer whose packages the development server registers.
 *
 * @param name as manifests have it
 * @param publicKey the raw key in base64
 */
record Manufacturer(String name, String publicKey) {

  static Manufacturer of(String name, byte[] publicKey) {
    return new Manufacturer(name, Base64.getEncoder().encodeToString(publicKey));
  }

  byte[] key() {
    return Base64.getDecoder().decode(publicKey);
  }

  /** Reads a list of {@code name=key}. */
  static List<Manufacturer> parse(String text) {
    List<Manufacturer> manufacturers = new ArrayList<>();
    for (String item : text.split(",")) {
      String entry = item.strip();
      int equals = entry.indexOf('=');
      Manufacturer read =
          new Manufacturer(
              entry.substring(0, Math.max(0, equals)).strip(), entry.substring(equals + 1).strip());
      try {
        Ed25519.publicKey(read.key());
      } catch (IllegalArgumentException | InvalidKeySpecException e) {
        throw ConfigType.expected(
            "names with an Ed25519 public key of 32 bytes in base64, as in acme=…", e);
      }
      if (read.name().isEmpty()) {
        throw ConfigType.expected("a name before each '='", null);
      }
      manufacturers.add(read);
    }
    return manufacturers;
  }
}
