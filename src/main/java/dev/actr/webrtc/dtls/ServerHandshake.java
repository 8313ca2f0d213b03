package dev.actr.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsUtils;

/** This side as the server of DTLS 1.2. */
final class ServerHandshake extends DefaultTlsServer {

  private final Credentials credentials;

  ServerHandshake(Credentials credentials) {
    super(credentials.context().crypto());
    this.credentials = credentials;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return TlsUtils.getSupportedCipherSuites(getCrypto(), Credentials.SERVER_SUITES);
  }

  @Override
  public int[] getSupportedGroups() {
    return Credentials.GROUPS.clone();
  }

  @Override
  @SuppressWarnings("unchecked")
  public Hashtable<Integer, byte[]> getServerExtensions() throws IOException {
    Hashtable<Integer, byte[]> extensions =
        TlsExtensionsUtils.ensureExtensionsInitialised(super.getServerExtensions());
    SrtpProfiles.answer(clientExtensions, extensions);
    return extensions;
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return (int) credentials.context().handshakeTimeout().toMillis();
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return Credentials.RESEND_MILLIS;
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return credentials.own(context);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
        TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
        null);
  }

  @Override
  public void notifyClientCertificate(Certificate certificate) throws IOException {
    credentials.check(certificate);
  }

  /** What was agreed on. */
  int cipherSuite() {
    return context.getSecurityParametersConnection().getCipherSuite();
  }
}
