package dev.actr;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A service as it is published at registration, for peers to find out what an actor serves.
 *
 * @param name the service's name, without its package
 * @param fingerprint equal for services that are defined alike; comments and the order of
 *     definitions do not count
 * @param files the proto files that define it, those of the library and of protobuf left out
 */
public record ServiceSpec(String name, String fingerprint, List<ProtoFile> files) {

  private static final String FILE_PREFIX = "semantic:";
  private static final String SERVICE_PREFIX = "service_semantic:";

  /** Checks for null. */
  public ServiceSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(fingerprint, "fingerprint");
    files = List.copyOf(files);
  }

  /**
   * The spec of a service that these files define; computes the fingerprint.
   *
   * @param name not null
   * @param files in any order, not null
   * @return the spec, its files in the order of their names
   */
  public static ServiceSpec of(String name, List<ProtoFile> files) {
    List<ProtoFile> sorted =
        files.stream()
            .sorted(
                Comparator.comparing((ProtoFile file) -> file.name() + ".proto")
                    .thenComparing(ProtoFile::fingerprint))
            .toList();
    String lines =
        sorted.stream()
            .map(file -> file.name() + ".proto:" + hash(file))
            .collect(Collectors.joining("\n"));
    return new ServiceSpec(name, SERVICE_PREFIX + sha256(lines), sorted);
  }

  private static String hash(ProtoFile file) {
    return file.fingerprint().substring(FILE_PREFIX.length());
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * One proto file.
   *
   * @param name its path as other files import it, without {@code .proto}
   * @param content its text
   * @param fingerprint {@code semantic:} and a hash of what it defines
   */
  public record ProtoFile(String name, String content, String fingerprint) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the fingerprint does not start with {@code semantic:}
     */
    public ProtoFile {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(content, "content");
      if (!fingerprint.startsWith(FILE_PREFIX)) {
        throw new IllegalArgumentException(
            name + ": the fingerprint " + fingerprint + " is not of the form semantic:<hash>");
      }
    }

    /** Name and fingerprint. */
    @Override
    public String toString() {
      return "ProtoFile[name=" + name + ", fingerprint=" + fingerprint + "]";
    }
  }
}
