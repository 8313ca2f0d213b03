package dev.actr.webrtc.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** A key and the certificate, signed with it, that peers recognise this side by. Immutable. */
public final class DtlsCertificate {

  private static final Duration CLOCK_SKEW = Duration.ofDays(1);
  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final int SERIAL_BITS = 64;

  private final AsymmetricKeyParameter key;
  private final byte[] encoded;
  private final Fingerprint fingerprint;

  private DtlsCertificate(PrivateKey key, byte[] encoded) throws IOException {
    this.key = PrivateKeyFactory.createKey(key.getEncoded());
    this.encoded = encoded;
    this.fingerprint = Fingerprint.of(encoded);
  }

  /**
   * A new one, on the curve P-256.
   *
   * @throws IllegalStateException if this Java lacks the algorithms
   */
  public static DtlsCertificate generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      return new DtlsCertificate(pair.getPrivate(), sign(pair, random));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java cannot make a P-256 certificate", e);
    }
  }

  private static byte[] sign(KeyPair pair, SecureRandom random)
      throws GeneralSecurityException, IOException {
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    X500Name name = new X500Name("CN=WebRTC");
    Instant now = Instant.now();
    V3TBSCertificateGenerator contents = new V3TBSCertificateGenerator();
    contents.setSerialNumber(
        new ASN1Integer(new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE)));
    contents.setSignature(algorithm);
    contents.setIssuer(name);
    contents.setSubject(name);
    contents.setStartDate(new Time(Date.from(now.minus(CLOCK_SKEW))));
    contents.setEndDate(new Time(Date.from(now.plus(VALIDITY))));
    contents.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    TBSCertificate signed = contents.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate(), random);
    signature.update(signed.getEncoded(ASN1Encoding.DER));
    return new DERSequence(
            new ASN1Encodable[] {signed, algorithm, new DERBitString(signature.sign())})
        .getEncoded(ASN1Encoding.DER);
  }

  /** What peers are told. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  AsymmetricKeyParameter key() {
    return key;
  }

  byte[] encoded() {
    return encoded.clone();
  }
}
