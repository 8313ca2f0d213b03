package dev.actr.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of keys and certificates. */
public final class TlsFuzz {

  private static final Path FILE = Path.of("tls.pem");

  private TlsFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget("pem-certificates", 4000, () -> files(false), TlsFuzz::certificates),
        new FuzzTarget("pem-key", 4000, () -> files(true), TlsFuzz::key));
  }

  private static List<byte[]> files(boolean key) {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      KeyMaterial.Pem pem = new TestCa("fuzz").issue("localhost").pem(folder);
      byte[] file = Files.readAllBytes(key ? pem.key() : pem.certificates());
      for (Path one : List.of(pem.key(), pem.certificates(), folder)) {
        Files.delete(one);
      }
      return List.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean certificates(byte[] bytes) {
    try {
      assertThat(PemFiles.certificates(TlsFile.KEY_CERTIFICATES, FILE, bytes)).isNotEmpty();
      return true;
    } catch (TlsException refused) {
      return false;
    }
  }

  private static boolean key(byte[] bytes) {
    try {
      assertThat(PemFiles.key(FILE, bytes, Optional.empty())).isNotNull();
      return true;
    } catch (TlsException refused) {
      return false;
    }
  }
}
