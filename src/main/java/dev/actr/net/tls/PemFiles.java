package dev.actr.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Reads certificates and private keys out of PEM. */
final class PemFiles {

  /** The algorithm of an encrypted key is within its parameters then (RFC 8018). */
  private static final Set<String> PBES2 = Set.of("1.2.840.113549.1.5.13", "PBES2");

  private PemFiles() {}

  static List<X509Certificate> certificates(TlsFile file, Path path, byte[] content)
      throws TlsException {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      throw new TlsException(file, path, "holds a malformed certificate: " + e.getMessage(), e);
    }
    throw new TlsException(file, path, "holds no certificate: it needs at least one in PEM", null);
  }

  /** The first private key of a file. */
  static PrivateKey key(Path path, byte[] content, Optional<String> password) throws TlsException {
    try (PemReader reader =
        new PemReader(new StringReader(new String(content, StandardCharsets.ISO_8859_1)))) {
      for (PemObject next = reader.readPemObject(); next != null; next = reader.readPemObject()) {
        switch (next.getType()) {
          case "PRIVATE KEY" -> {
            return decode(PrivateKeyInfo.getInstance(next.getContent()));
          }
          case "ENCRYPTED PRIVATE KEY" -> {
            return decode(decrypt(path, next.getContent(), password));
          }
          case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
            if (!next.getHeaders().isEmpty()) {
              throw bad(path, "is encrypted in an old way: bring it into PKCS#8", null);
            }
            return decode(next.getType().startsWith("RSA") ? pkcs1(next.getContent()) : sec1(next));
          }
          default -> {
            // Certificates and parameters may be beside the key.
          }
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw bad(path, "holds a malformed private key: it needs one in PEM", e);
    }
    throw bad(path, "holds no private key: it needs one in PEM", null);
  }

  private static PrivateKey decode(PrivateKeyInfo info)
      throws IOException, GeneralSecurityException {
    ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    String name =
        algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
            ? "RSA"
            : algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : algorithm.getId();
    return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  private static PrivateKeyInfo pkcs1(byte[] content) throws IOException {
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
        RSAPrivateKey.getInstance(content));
  }

  private static PrivateKeyInfo sec1(PemObject pem) throws IOException {
    ECPrivateKey key = ECPrivateKey.getInstance(pem.getContent());
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
        key);
  }

  private static PrivateKeyInfo decrypt(Path path, byte[] encrypted, Optional<String> password)
      throws TlsException, IOException {
    if (password.isEmpty()) {
      throw bad(path, "is encrypted: set its password", null);
    }
    PBEKeySpec secret = new PBEKeySpec(password.get().toCharArray());
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
      AlgorithmParameters parameters = info.getAlgParameters();
      boolean named = parameters == null || !PBES2.contains(info.getAlgName());
      String algorithm = named ? info.getAlgName() : parameters.toString();
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
          parameters);
      return PrivateKeyInfo.getInstance(info.getKeySpec(cipher).getEncoded());
    } catch (GeneralSecurityException e) {
      throw bad(path, "cannot be decrypted: check its password", e);
    } finally {
      secret.clearPassword();
    }
  }

  private static TlsException bad(Path path, String reason, Throwable cause) {
    return new TlsException(TlsFile.KEY, path, reason, cause);
  }
}
