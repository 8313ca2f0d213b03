package dev.actr.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.Hostile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are taken, and what is said of those that are not. */
class TlsFilesTest {

  private static final String PASSWORD = "hunter2-tls";

  @TempDir Path folder;

  private final TestCa ca = new TestCa("issuer");

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void keysOfEveryUsualAlgorithmAreTaken(String algorithm) throws Exception {
    TestCa.Issued issued = ca.issue(algorithm, tomorrow(), "localhost");
    assertThat(Tls.of(TestCa.serving(issued.pem(folder))).hasKey()).isTrue();
    assertThat(Tls.of(TestCa.serving(issued.encryptedPem(folder, PASSWORD))).hasKey()).isTrue();
    assertThat(Tls.of(TestCa.serving(issued.pkcs12(folder, PASSWORD))).hasKey()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void keysInTheFormOfOldAreTaken(String algorithm) throws Exception {
    TestCa.Issued issued = ca.issue(algorithm, tomorrow(), "localhost");
    assertThat(Tls.of(TestCa.serving(issued.traditionalPem(folder))).hasKey()).isTrue();
  }

  @Test
  void trustOfEitherFormIsTaken() throws Exception {
    assertThat(Tls.of(TestCa.trusting(ca.trustPem(folder))).hasKey()).isFalse();
    assertThat(Tls.of(TestCa.trusting(ca.trustPkcs12(folder, PASSWORD))).hasKey()).isFalse();
  }

  /** What is wrong, with whatever makes the configuration. */
  record Wrong(String what, TlsFile file, String reason, Configured config) {

    @Override
    public String toString() {
      return what;
    }
  }

  interface Configured {
    TlsConfig in(Path folder, TestCa ca) throws Exception;
  }

  static Stream<Wrong> wrongFiles() {
    return Stream.of(
        new Wrong(
            "no file",
            TlsFile.KEY_CERTIFICATES,
            "does not exist",
            (folder, ca) ->
                TestCa.serving(
                    new KeyMaterial.Pem(
                        folder.resolve("none"), folder.resolve("none"), Optional.empty()))),
        new Wrong(
            "a folder",
            TlsFile.TRUST_CERTIFICATES,
            "cannot be read",
            (folder, ca) -> TestCa.trusting(new TrustMaterial.Pem(List.of(folder)))),
        new Wrong(
            "garbage for certificates",
            TlsFile.KEY_CERTIFICATES,
            "certificate",
            (folder, ca) -> {
              KeyMaterial.Pem key = ca.issue("localhost").pem(folder);
              Files.writeString(key.certificates(), "garbage");
              return TestCa.serving(key);
            }),
        new Wrong(
            "an empty file of trust",
            TlsFile.TRUST_CERTIFICATES,
            "holds no certificate",
            (folder, ca) -> {
              TrustMaterial.Pem trust = ca.trustPem(folder);
              Files.writeString(trust.certificates().get(0), "");
              return TestCa.trusting(trust);
            }),
        new Wrong(
            "a certificate for a key",
            TlsFile.KEY,
            "holds no private key",
            (folder, ca) -> {
              KeyMaterial.Pem key = ca.issue("localhost").pem(folder);
              return TestCa.serving(
                  new KeyMaterial.Pem(key.certificates(), key.certificates(), Optional.empty()));
            }),
        new Wrong(
            "a truncated key",
            TlsFile.KEY,
            "malformed private key",
            (folder, ca) -> {
              KeyMaterial.Pem key = ca.issue("localhost").pem(folder);
              Files.writeString(
                  key.key(), "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n");
              return TestCa.serving(key);
            }),
        new Wrong(
            "the key of another certificate",
            TlsFile.KEY,
            "does not belong to its certificate",
            (folder, ca) -> {
              KeyMaterial.Pem one = ca.issue("localhost").pem(folder);
              Path sub = Files.createDirectory(folder.resolve("other"));
              KeyMaterial.Pem other = ca.issue("localhost").pem(sub);
              return TestCa.serving(
                  new KeyMaterial.Pem(one.certificates(), other.key(), Optional.empty()));
            }),
        new Wrong(
            "an expired certificate",
            TlsFile.KEY_CERTIFICATES,
            "expired on",
            (folder, ca) ->
                TestCa.serving(
                    ca.issue("EC", Instant.now().minus(Duration.ofDays(1)), "localhost")
                        .pem(folder))),
        new Wrong(
            "an encrypted key without password",
            TlsFile.KEY,
            "is encrypted",
            (folder, ca) -> {
              KeyMaterial.Pem key = ca.issue("localhost").encryptedPem(folder, PASSWORD);
              return TestCa.serving(
                  new KeyMaterial.Pem(key.certificates(), key.key(), Optional.empty()));
            }),
        new Wrong(
            "an encrypted key with another password",
            TlsFile.KEY,
            "cannot be decrypted",
            (folder, ca) -> {
              KeyMaterial.Pem key = ca.issue("localhost").encryptedPem(folder, PASSWORD);
              return TestCa.serving(
                  new KeyMaterial.Pem(key.certificates(), key.key(), Optional.of("other")));
            }),
        new Wrong(
            "a store with another password",
            TlsFile.KEY_STORE,
            "cannot be opened",
            (folder, ca) ->
                TestCa.serving(
                    new KeyMaterial.Pkcs12(
                        ca.issue("localhost").pkcs12(folder, PASSWORD).store(), "other"))),
        new Wrong(
            "a store of trust for a key",
            TlsFile.KEY_STORE,
            "holds 0 private keys",
            (folder, ca) ->
                TestCa.serving(
                    new KeyMaterial.Pkcs12(ca.trustPkcs12(folder, PASSWORD).store(), PASSWORD))),
        new Wrong(
            "a store of a key for trust",
            TlsFile.TRUST_STORE,
            "marked as trusted",
            (folder, ca) ->
                TestCa.trusting(
                    new TrustMaterial.Pkcs12(
                        ca.issue("localhost").pkcs12(folder, PASSWORD).store(),
                        Optional.of(PASSWORD)))),
        new Wrong(
            "PEM for a store",
            TlsFile.TRUST_STORE,
            "cannot be opened",
            (folder, ca) ->
                TestCa.trusting(
                    new TrustMaterial.Pkcs12(
                        ca.trustPem(folder).certificates().get(0), Optional.of(PASSWORD)))));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  @Hostile("H95")
  void whatIsWrongIsSaidWithItsPathAndNoSecret(Wrong wrong) throws Exception {
    TlsConfig config = wrong.config().in(folder, ca);
    TlsException refused = catchThrowableOfType(TlsException.class, () -> Tls.of(config));
    assertThat(refused.file()).isEqualTo(wrong.file());
    assertThat(refused)
        .hasMessageContaining(wrong.reason())
        .hasMessageContaining(folder.toString());
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      assertThat(cause.toString()).doesNotContain(PASSWORD);
    }
  }

  @Test
  void noPasswordIsShown() throws Exception {
    TlsConfig config =
        TestCa.both(
            ca.issue("localhost").pkcs12(folder, PASSWORD),
            ca.trustPkcs12(folder, PASSWORD),
            ClientAuth.NONE);
    assertThat(config.toString()).contains("key.p12", "trust.p12").doesNotContain(PASSWORD);
    assertThat(Tls.of(config).toString()).doesNotContain(PASSWORD);
    assertThat(ca.issue("localhost").encryptedPem(folder, PASSWORD).toString())
        .doesNotContain(PASSWORD);
  }

  private static Instant tomorrow() {
    return Instant.now().plus(Duration.ofDays(1));
  }
}
