package dev.actr.net.tls;

import java.nio.file.Path;
import java.util.Optional;

/** Where the own certificate and private key are. */
public sealed interface KeyMaterial {

  /**
   * Two PEM files.
   *
   * @param certificates the own certificate first, then those that lead to its issuer
   * @param key the private key: PKCS#8, or PKCS#1 for RSA, or SEC 1 for EC
   * @param password of an encrypted key, which must be PKCS#8
   */
  record Pem(Path certificates, Path key, Optional<String> password) implements KeyMaterial {

    /** The files alone. */
    @Override
    public String toString() {
      return "Pem[certificates=" + certificates + ", key=" + key + "]";
    }
  }

  /**
   * A PKCS#12 file with one key.
   *
   * @param store the file
   * @param password of the file and its key
   */
  record Pkcs12(Path store, String password) implements KeyMaterial {

    /** The file alone. */
    @Override
    public String toString() {
      return "Pkcs12[store=" + store + "]";
    }
  }
}
