package dev.actr.net.tls;

/** What a configured file is for. */
public enum TlsFile {
  /** The own certificate and those that lead to its issuer, in PEM. */
  KEY_CERTIFICATES,
  /** The own private key, in PEM. */
  KEY,
  /** The own certificate and private key, in PKCS#12. */
  KEY_STORE,
  /** Whom to trust, in PEM. */
  TRUST_CERTIFICATES,
  /** Whom to trust, in PKCS#12. */
  TRUST_STORE
}
