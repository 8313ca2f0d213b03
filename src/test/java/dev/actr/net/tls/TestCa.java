package dev.actr.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A certificate authority of a test, and the files it gives out. */
public final class TestCa {

  private final KeyPair pair = pair("EC");
  private final X500Name name;
  private final X509Certificate certificate;

  /** One that nobody trusts yet. */
  public TestCa(String name) {
    this.name = new X500Name("CN=" + name);
    this.certificate =
        certificate(this.name, pair, Optional.empty(), Instant.now().plus(Duration.ofDays(1)));
  }

  /** A key and its certificate. */
  public record Issued(PrivateKey key, X509Certificate certificate, X509Certificate issuer) {

    /** Writes both as PEM, the key as PKCS#8. */
    public KeyMaterial.Pem pem(Path folder) throws IOException {
      Path cert = folder.resolve("tls.crt");
      Path file = folder.resolve("tls.key");
      Files.writeString(cert, TestCa.pem("CERTIFICATE", encoded(certificate)));
      Files.writeString(file, TestCa.pem("PRIVATE KEY", key.getEncoded()));
      return new KeyMaterial.Pem(cert, file, Optional.empty());
    }

    /** Writes both as PEM, the key as encrypted PKCS#8. */
    public KeyMaterial.Pem encryptedPem(Path folder, String password) throws Exception {
      KeyMaterial.Pem plain = pem(folder);
      byte[] salt = new byte[16];
      byte[] iv = new byte[16];
      int rounds = 1000;
      byte[] secret =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(new PBEKeySpec(password.toCharArray(), salt, rounds, 256))
              .getEncoded();
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(iv));
      AlgorithmIdentifier hmac =
          new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
      PBES2Parameters parameters =
          new PBES2Parameters(
              new KeyDerivationFunc(
                  PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, rounds, 32, hmac)),
              new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
      byte[] encrypted =
          new EncryptedPrivateKeyInfo(
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
                  cipher.doFinal(key.getEncoded()))
              .getEncoded();
      Files.writeString(plain.key(), TestCa.pem("ENCRYPTED PRIVATE KEY", encrypted));
      return new KeyMaterial.Pem(plain.certificates(), plain.key(), Optional.of(password));
    }

    /** Writes both as PEM, the key in the form that OpenSSL wrote of old. */
    public KeyMaterial.Pem traditionalPem(Path folder) throws IOException {
      KeyMaterial.Pem plain = pem(folder);
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
      byte[] inner =
          key instanceof ECPrivateKey ec
              ? new org.bouncycastle.asn1.sec.ECPrivateKey(
                      256, ec.getS(), info.getPrivateKeyAlgorithm().getParameters())
                  .getEncoded()
              : info.parsePrivateKey().toASN1Primitive().getEncoded();
      String type = key.getAlgorithm() + " PRIVATE KEY";
      Files.writeString(plain.key(), TestCa.pem(type, inner));
      return plain;
    }

    /** Writes both as PKCS#12. */
    public KeyMaterial.Pkcs12 pkcs12(Path folder, String password) throws Exception {
      Path store = folder.resolve("key.p12");
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("own", key, password.toCharArray(), new Certificate[] {certificate, issuer});
      try (OutputStream out = Files.newOutputStream(store)) {
        keys.store(out, password.toCharArray());
      }
      return new KeyMaterial.Pkcs12(store, password);
    }
  }

  /** For these DNS names, or IP addresses, for a day. */
  public Issued issue(String... hosts) {
    return issue("EC", Instant.now().plus(Duration.ofDays(1)), hosts);
  }

  /** With a key of this algorithm, until this time. */
  public Issued issue(String algorithm, Instant until, String... hosts) {
    KeyPair subject = pair(algorithm);
    GeneralName[] names = new GeneralName[hosts.length];
    for (int i = 0; i < hosts.length; i++) {
      boolean address = hosts[i].matches("[0-9.]+");
      names[i] = new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, hosts[i]);
    }
    X509Certificate issued =
        certificate(
            new X500Name("CN=" + hosts[0]), subject, Optional.of(new GeneralNames(names)), until);
    return new Issued(subject.getPrivate(), issued, certificate);
  }

  /** Writes the own certificate as PEM. */
  public TrustMaterial.Pem trustPem(Path folder) throws IOException {
    Path file = folder.resolve("ca.crt");
    Files.writeString(file, pem("CERTIFICATE", encoded(certificate)));
    return new TrustMaterial.Pem(List.of(file));
  }

  /** Writes the own certificate as PKCS#12. */
  public TrustMaterial.Pkcs12 trustPkcs12(Path folder, String password) throws Exception {
    Path store = folder.resolve("trust.p12");
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", certificate);
    try (OutputStream out = Files.newOutputStream(store)) {
      trust.store(out, password.toCharArray());
    }
    return new TrustMaterial.Pkcs12(store, Optional.of(password));
  }

  /** What a server with such a certificate is configured with. */
  public static TlsConfig serving(KeyMaterial key) {
    return new TlsConfig(
        Optional.of(key), Optional.empty(), true, ClientAuth.NONE, Duration.ofMillis(50));
  }

  /** What a client that trusts this authority alone is configured with. */
  public static TlsConfig trusting(TrustMaterial trust) {
    return new TlsConfig(
        Optional.empty(), Optional.of(trust), true, ClientAuth.NONE, Duration.ofMillis(50));
  }

  /** Both. */
  public static TlsConfig both(KeyMaterial key, TrustMaterial trust, ClientAuth clientAuth) {
    return new TlsConfig(
        Optional.of(key), Optional.of(trust), true, clientAuth, Duration.ofMillis(50));
  }

  private X509Certificate certificate(
      X500Name subject, KeyPair key, Optional<GeneralNames> hosts, Instant until) {
    try {
      AlgorithmIdentifier algorithm =
          new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      if (hosts.isPresent()) {
        extensions.addExtension(Extension.subjectAlternativeName, false, hosts.get());
      } else {
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      V3TBSCertificateGenerator contents = new V3TBSCertificateGenerator();
      contents.setSerialNumber(new ASN1Integer(BigInteger.valueOf(System.nanoTime())));
      contents.setSignature(algorithm);
      contents.setIssuer(name);
      contents.setSubject(subject);
      contents.setStartDate(new Time(Date.from(Instant.now().minus(Duration.ofDays(2)))));
      contents.setEndDate(new Time(Date.from(until)));
      contents.setSubjectPublicKeyInfo(
          SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
      contents.setExtensions(extensions.generate());
      TBSCertificate signed = contents.generateTBSCertificate();
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(signed.getEncoded(ASN1Encoding.DER));
      byte[] encoded =
          new DERSequence(
                  new ASN1Encodable[] {signed, algorithm, new DERBitString(signature.sign())})
              .getEncoded(ASN1Encoding.DER);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(256);
      } else if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
