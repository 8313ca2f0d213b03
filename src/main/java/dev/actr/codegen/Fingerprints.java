package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The fingerprint of a proto file: equal for files that define the same. */
final class Fingerprints {

  private Fingerprints() {}

  /** {@code semantic:} and a hash of the file's canonical form. */
  static String ofFile(FileDescriptorProto file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] canonical = CanonicalFile.json(file).getBytes(StandardCharsets.UTF_8);
      return "semantic:" + HexFormat.of().formatHex(digest.digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
