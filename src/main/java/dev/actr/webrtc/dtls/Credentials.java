package dev.actr.webrtc.dtls;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;

/** Who this side is and who the peer must be; what both roles of a handshake share. */
final class Credentials {

  static final int RESEND_MILLIS = 400;

  static final int[] GROUPS = {NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1};

  /** What a server with an ECDSA key can be asked for. */
  static final int[] SERVER_SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
  };

  /** The same and, for peers with an RSA key, its twins. */
  static final int[] CLIENT_SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
  };

  private final DtlsContext context;
  private final List<Fingerprint> expected;

  Credentials(DtlsContext context, List<Fingerprint> expected) {
    this.context = context;
    this.expected = expected;
  }

  DtlsContext context() {
    return context;
  }

  TlsCredentialedSigner own(TlsContext handshake) throws IOException {
    TlsCertificate certificate =
        context.crypto().createCertificate(context.certificate().encoded());
    return new BcDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(handshake),
        context.crypto(),
        context.certificate().key(),
        new Certificate(new TlsCertificate[] {certificate}),
        SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
  }

  /** Refuses a peer whose certificate is none of those its description named. */
  void check(Certificate certificate) throws IOException {
    if (certificate == null || certificate.isEmpty()) {
      throw new TlsFatalAlert(AlertDescription.handshake_failure, "the peer has no certificate");
    }
    byte[] encoded = certificate.getCertificateAt(0).getEncoded();
    boolean matches = false;
    for (Fingerprint fingerprint : expected) {
      matches |= fingerprint.matches(encoded);
    }
    if (!matches) {
      throw new TlsFatalAlert(
          AlertDescription.bad_certificate, "the peer's certificate has another fingerprint");
    }
  }
}
