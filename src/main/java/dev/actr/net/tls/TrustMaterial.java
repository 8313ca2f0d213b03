package dev.actr.net.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the certificates are that others are trusted by. */
public sealed interface TrustMaterial {

  /**
   * PEM files of any number of certificates.
   *
   * @param certificates at least one file
   */
  record Pem(List<Path> certificates) implements TrustMaterial {

    /** Copies the list. */
    public Pem {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * A PKCS#12 file.
   *
   * @param store the file
   * @param password of the file; empty if it has none
   */
  record Pkcs12(Path store, Optional<String> password) implements TrustMaterial {

    /** The file alone. */
    @Override
    public String toString() {
      return "Pkcs12[store=" + store + "]";
    }
  }
}
