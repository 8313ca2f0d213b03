package dev.actr.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;

/** This side as the client of DTLS 1.2. */
final class ClientHandshake extends DefaultTlsClient {

  private final Credentials credentials;

  ClientHandshake(Credentials credentials) {
    super(credentials.context().crypto());
    this.credentials = credentials;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return TlsUtils.getSupportedCipherSuites(getCrypto(), Credentials.CLIENT_SUITES);
  }

  @Override
  @SuppressWarnings("rawtypes")
  protected Vector getSupportedGroups(Vector namedGroupRoles) {
    Vector<Integer> groups = new Vector<>();
    TlsUtils.addIfSupported(groups, getCrypto(), Credentials.GROUPS);
    return groups;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
    Hashtable<Integer, byte[]> extensions =
        TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
    SrtpProfiles.offer(extensions);
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
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
        credentials.check(certificate.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return credentials.own(context);
      }
    };
  }

  /** What was agreed on. */
  int cipherSuite() {
    return context.getSecurityParametersConnection().getCipherSuite();
  }
}
