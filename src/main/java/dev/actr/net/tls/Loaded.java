package dev.actr.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The files of a configuration, read once.
 *
 * @param digest of the files, to tell a change by
 * @param context of connections that begin now
 * @param keys null without a key
 * @param trust whom to trust
 */
record Loaded(
    byte[] digest,
    SSLContext context,
    X509ExtendedKeyManager keys,
    X509ExtendedTrustManager trust) {

  /** A file of keys that is larger is none. */
  private static final long MAX_FILE = 16L * 1024 * 1024;

  private static final char[] IN_MEMORY = {};

  static Loaded of(TlsConfig config) throws TlsException {
    List<byte[]> contents = read(config);
    try {
      int keyFiles = keyFiles(config).size();
      X509ExtendedKeyManager keys =
          config.key().isPresent()
              ? keyManager(config.key().get(), contents.subList(0, keyFiles))
              : null;
      X509ExtendedTrustManager trust =
          trustManager(config.trust(), contents.subList(keyFiles, contents.size()));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys == null ? null : new X509ExtendedKeyManager[] {keys},
          new X509ExtendedTrustManager[] {trust},
          null);
      return new Loaded(digest(contents), context, keys, trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java cannot hold keys in memory", e);
    }
  }

  static byte[] digest(List<byte[]> contents) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (byte[] content : contents) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).flip());
      digest.update(content);
    }
    return digest.digest();
  }

  private record Source(TlsFile file, Path path) {}

  /** All files of a configuration, those of the key first. */
  static List<byte[]> read(TlsConfig config) throws TlsException {
    List<Source> sources = new ArrayList<>(keyFiles(config));
    if (config.trust().isPresent()) {
      if (config.trust().get() instanceof TrustMaterial.Pem pem) {
        pem.certificates().forEach(p -> sources.add(new Source(TlsFile.TRUST_CERTIFICATES, p)));
      } else if (config.trust().get() instanceof TrustMaterial.Pkcs12 p12) {
        sources.add(new Source(TlsFile.TRUST_STORE, p12.store()));
      }
    }
    List<byte[]> contents = new ArrayList<>();
    for (Source source : sources) {
      contents.add(read(source));
    }
    return contents;
  }

  private static List<Source> keyFiles(TlsConfig config) {
    if (config.key().isEmpty()) {
      return List.of();
    }
    return config.key().get() instanceof KeyMaterial.Pem pem
        ? List.of(
            new Source(TlsFile.KEY_CERTIFICATES, pem.certificates()),
            new Source(TlsFile.KEY, pem.key()))
        : List.of(new Source(TlsFile.KEY_STORE, ((KeyMaterial.Pkcs12) config.key().get()).store()));
  }

  private static byte[] read(Source source) throws TlsException {
    try {
      if (Files.size(source.path()) > MAX_FILE) {
        throw new TlsException(source.file(), source.path(), "is too large to hold keys", null);
      }
      return Files.readAllBytes(source.path());
    } catch (NoSuchFileException e) {
      throw new TlsException(
          source.file(), source.path(), "does not exist: set the path of one that does", e);
    } catch (IOException e) {
      throw new TlsException(
          source.file(), source.path(), "cannot be read: check its permissions", e);
    }
  }

  private static X509ExtendedKeyManager keyManager(KeyMaterial material, List<byte[]> contents)
      throws TlsException, GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    if (material instanceof KeyMaterial.Pem pem) {
      List<X509Certificate> chain =
          PemFiles.certificates(TlsFile.KEY_CERTIFICATES, pem.certificates(), contents.get(0));
      PrivateKey key = PemFiles.key(pem.key(), contents.get(1), pem.password());
      requirePair(TlsFile.KEY, pem.key(), key, chain.get(0));
      requireValid(TlsFile.KEY_CERTIFICATES, pem.certificates(), chain.get(0));
      store.setKeyEntry("key", key, IN_MEMORY, chain.toArray(Certificate[]::new));
    } else if (material instanceof KeyMaterial.Pkcs12 p12) {
      KeyStore file =
          pkcs12(TlsFile.KEY_STORE, p12.store(), contents.get(0), Optional.of(p12.password()));
      addKey(p12, file, store);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, IN_MEMORY);
    return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
  }

  private static void addKey(KeyMaterial.Pkcs12 p12, KeyStore from, KeyStore to)
      throws TlsException, GeneralSecurityException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(from.aliases())) {
      if (from.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    if (keys.size() != 1) {
      throw new TlsException(
          TlsFile.KEY_STORE,
          p12.store(),
          "holds " + keys.size() + " private keys: it needs exactly one",
          null);
    }
    try {
      PrivateKey key = (PrivateKey) from.getKey(keys.get(0), p12.password().toCharArray());
      Certificate[] chain = from.getCertificateChain(keys.get(0));
      requireValid(TlsFile.KEY_STORE, p12.store(), (X509Certificate) chain[0]);
      to.setKeyEntry("key", key, IN_MEMORY, chain);
    } catch (GeneralSecurityException | ClassCastException e) {
      throw new TlsException(
          TlsFile.KEY_STORE, p12.store(), "holds a key that cannot be read with its password", e);
    }
  }

  private static X509ExtendedTrustManager trustManager(
      Optional<TrustMaterial> material, List<byte[]> contents)
      throws TlsException, GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(material.isEmpty() ? null : trustStore(material.get(), contents));
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  private static KeyStore trustStore(TrustMaterial material, List<byte[]> contents)
      throws TlsException, GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    if (material instanceof TrustMaterial.Pem pem) {
      for (int i = 0; i < contents.size(); i++) {
        for (X509Certificate certificate :
            PemFiles.certificates(
                TlsFile.TRUST_CERTIFICATES, pem.certificates().get(i), contents.get(i))) {
          store.setCertificateEntry("trusted-" + store.size(), certificate);
        }
      }
    } else if (material instanceof TrustMaterial.Pkcs12 p12) {
      KeyStore file = pkcs12(TlsFile.TRUST_STORE, p12.store(), contents.get(0), p12.password());
      for (String alias : Collections.list(file.aliases())) {
        if (file.isCertificateEntry(alias)) {
          store.setCertificateEntry("trusted-" + store.size(), file.getCertificate(alias));
        }
      }
      if (store.size() == 0) {
        throw new TlsException(
            TlsFile.TRUST_STORE,
            p12.store(),
            "holds no certificate that is marked as trusted: import one with keytool -importcert,"
                + " or use PEM",
            null);
      }
    }
    return store;
  }

  private static KeyStore pkcs12(TlsFile file, Path path, byte[] content, Optional<String> password)
      throws TlsException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password.map(String::toCharArray).orElse(null));
      return store;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new TlsException(
          file, path, "cannot be opened: check that it is PKCS#12, and its password", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** Where they do not belong together, each handshake would fail and not say why. */
  private static void requirePair(
      TlsFile file, Path path, PrivateKey key, X509Certificate certificate) throws TlsException {
    try {
      PublicKey publicKey = certificate.getPublicKey();
      String algorithm =
          switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
          };
      byte[] probe = {1, 2, 3};
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(probe);
      byte[] signature = signer.sign();
      signer.initVerify(publicKey);
      signer.update(probe);
      if (signer.verify(signature)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new TlsException(file, path, "does not belong to its certificate", e);
    }
    throw new TlsException(file, path, "does not belong to its certificate", null);
  }

  private static void requireValid(TlsFile file, Path path, X509Certificate certificate)
      throws TlsException {
    try {
      certificate.checkValidity();
    } catch (CertificateNotYetValidException e) {
      // Clocks differ; it will be valid soon, or peers say so.
    } catch (CertificateExpiredException e) {
      throw new TlsException(
          file, path, "holds a certificate that expired on " + certificate.getNotAfter(), e);
    }
  }
}
