package dev.actr.devserver;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What is kept of secrets and tokens. */
final class Sha256 {

  private Sha256() {}

  static byte[] of(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
