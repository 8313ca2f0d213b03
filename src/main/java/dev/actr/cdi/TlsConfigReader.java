package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.net.tls.ClientAuth;
import dev.actr.net.tls.KeyMaterial;
import dev.actr.net.tls.Tls;
import dev.actr.net.tls.TlsConfig;
import dev.actr.net.tls.TlsException;
import dev.actr.net.tls.TrustMaterial;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads how connections are secured, and tries the files. */
final class TlsConfigReader {

  private final Consumer<String> problems;

  /** What came of files, so that those of many actors are read once. */
  private final Map<TlsConfig, Optional<TlsException>> tried = new HashMap<>();

  TlsConfigReader(Consumer<String> problems) {
    this.problems = problems;
  }

  TlsConfig read(ConfigView view) {
    TlsConfig config =
        new TlsConfig(
            key(view),
            trust(view),
            view.setting(TlsKeys.HOSTNAMES),
            view.setting(TlsKeys.CLIENT_AUTH),
            view.setting(TlsKeys.RELOAD_PERIOD));
    if (config.clientAuth() != ClientAuth.NONE) {
      // Else everybody with a certificate of some public issuer would be let in.
      require(view, TlsKeys.CLIENT_AUTH, config.trust().isPresent(), TlsKeys.TRUST_CERTS);
      require(view, TlsKeys.CLIENT_AUTH, config.key().isPresent(), TlsKeys.KEY_CERT);
    }
    tried
        .computeIfAbsent(config, TlsConfigReader::failure)
        .ifPresent(
            failure ->
                problems.accept(
                    LOG.badTlsFile(view.source(TlsKeys.of(failure.file())), failure.getMessage())));
    return config;
  }

  private static Optional<TlsException> failure(TlsConfig config) {
    try {
      Tls.of(config);
      return Optional.empty();
    } catch (TlsException e) {
      return Optional.of(e);
    }
  }

  private Optional<KeyMaterial> key(ConfigView view) {
    Optional<Path> cert = view.value(TlsKeys.KEY_CERT);
    Optional<Path> key = view.value(TlsKeys.KEY_FILE);
    Optional<Path> store = view.value(TlsKeys.KEY_STORE);
    Optional<String> password = view.value(TlsKeys.KEY_STORE_PASSWORD);
    if (cert.isPresent()) {
      require(view, TlsKeys.KEY_CERT, key.isPresent(), TlsKeys.KEY_FILE);
    }
    if (key.isPresent()) {
      require(view, TlsKeys.KEY_FILE, cert.isPresent(), TlsKeys.KEY_CERT);
    }
    if (store.isPresent()) {
      require(view, TlsKeys.KEY_STORE, password.isPresent(), TlsKeys.KEY_STORE_PASSWORD);
      requireOne(view, TlsKeys.KEY_STORE, cert.isPresent(), TlsKeys.KEY_CERT);
    }
    if (cert.isPresent() && key.isPresent()) {
      return Optional.of(
          new KeyMaterial.Pem(cert.get(), key.get(), view.value(TlsKeys.KEY_PASSWORD)));
    }
    return store.isPresent() && password.isPresent()
        ? Optional.of(new KeyMaterial.Pkcs12(store.get(), password.get()))
        : Optional.empty();
  }

  private Optional<TrustMaterial> trust(ConfigView view) {
    Optional<List<Path>> certs = view.value(TlsKeys.TRUST_CERTS);
    Optional<Path> store = view.value(TlsKeys.TRUST_STORE);
    if (store.isPresent()) {
      requireOne(view, TlsKeys.TRUST_STORE, certs.isPresent(), TlsKeys.TRUST_CERTS);
    }
    if (certs.isPresent()) {
      return Optional.of(new TrustMaterial.Pem(certs.get()));
    }
    return store.map(
        path -> new TrustMaterial.Pkcs12(path, view.value(TlsKeys.TRUST_STORE_PASSWORD)));
  }

  private void require(ConfigView view, ConfigKey<?> key, boolean present, ConfigKey<?> needed) {
    if (!present) {
      problems.accept(LOG.incompleteTls(view.source(key), view.source(needed), needed.meaning()));
    }
  }

  private void requireOne(ConfigView view, ConfigKey<?> key, boolean both, ConfigKey<?> other) {
    if (both) {
      problems.accept(LOG.exclusiveKeys(view.source(key), view.source(other)));
    }
  }
}
