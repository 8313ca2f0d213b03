package dev.actr.cdi;

import static dev.actr.cdi.ConfigKeys.key;
import static dev.actr.cdi.ConfigKeys.optional;
import static dev.actr.cdi.ConfigType.BOOLEAN;
import static dev.actr.cdi.ConfigType.DURATION_OR_ZERO;
import static dev.actr.cdi.ConfigType.FILE;
import static dev.actr.cdi.ConfigType.SECRET;

import dev.actr.net.tls.ClientAuth;
import dev.actr.net.tls.TlsFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The keys of TLS. */
final class TlsKeys {

  static final ConfigKey<Path> KEY_CERT =
      optional(
          "tls.key-store.pem.cert",
          FILE,
          "the own certificate, in PEM, with those that lead to its issuer behind it");

  static final ConfigKey<Path> KEY_FILE =
      optional("tls.key-store.pem.key", FILE, "the private key of that certificate, in PEM");

  static final ConfigKey<String> KEY_PASSWORD =
      optional("tls.key-store.pem.password", SECRET, "of that key, where it is encrypted");

  static final ConfigKey<Path> KEY_STORE =
      optional("tls.key-store.p12.path", FILE, "the own certificate and private key, in PKCS#12");

  static final ConfigKey<String> KEY_STORE_PASSWORD =
      optional("tls.key-store.p12.password", SECRET, "of that file");

  static final ConfigKey<List<Path>> TRUST_CERTS =
      optional(
          "tls.trust-store.pem.certs",
          ConfigType.of("list of files", TlsKeys::files),
          "certificates others are trusted by, in PEM; unset: those of the JVM");

  static final ConfigKey<Path> TRUST_STORE =
      optional("tls.trust-store.p12.path", FILE, "the same, in PKCS#12");

  static final ConfigKey<String> TRUST_STORE_PASSWORD =
      optional("tls.trust-store.p12.password", SECRET, "of that file");

  static final ConfigKey<Boolean> HOSTNAMES =
      key(
          "tls.hostname-verification",
          BOOLEAN,
          "true",
          "",
          "whether a server's certificate must be of the host in its URL; false for development"
              + " only");

  static final ConfigKey<ClientAuth> CLIENT_AUTH =
      key(
          "tls.client-auth",
          ConfigType.of("none, want or need", TlsKeys::clientAuth),
          "none",
          "",
          "whether who connects to the actor's port is asked for a certificate");

  static final ConfigKey<Duration> RELOAD_PERIOD =
      key(
          "tls.reload-period",
          DURATION_OR_ZERO,
          "PT1M",
          "ISO 8601",
          "how often changed files are looked for; PT0S: never");

  static final List<ConfigKey<?>> ALL =
      List.of(
          KEY_CERT,
          KEY_FILE,
          KEY_PASSWORD,
          KEY_STORE,
          KEY_STORE_PASSWORD,
          TRUST_CERTS,
          TRUST_STORE,
          TRUST_STORE_PASSWORD,
          HOSTNAMES,
          CLIENT_AUTH,
          RELOAD_PERIOD);

  private TlsKeys() {}

  /** The key that names a file. */
  static ConfigKey<?> of(TlsFile file) {
    return switch (file) {
      case KEY_CERTIFICATES -> KEY_CERT;
      case KEY -> KEY_FILE;
      case KEY_STORE -> KEY_STORE;
      case TRUST_CERTIFICATES -> TRUST_CERTS;
      case TRUST_STORE -> TRUST_STORE;
    };
  }

  private static List<Path> files(String text) {
    List<Path> files = new ArrayList<>();
    for (String item : text.split("(?<!\\\\),")) {
      files.add(ConfigType.file(item.replace("\\,", ",").strip()));
    }
    return files;
  }

  private static ClientAuth clientAuth(String text) {
    return switch (text) {
      case "none" -> ClientAuth.NONE;
      case "want" -> ClientAuth.WANT;
      case "need" -> ClientAuth.NEED;
      default -> throw ConfigType.expected("'none', 'want' or 'need'", null);
    };
  }
}
