package dev.actr.net.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** The trust that is in use at the time of a handshake. */
final class FollowingTrust extends X509ExtendedTrustManager {

  private final Supplier<X509ExtendedTrustManager> current;
  private final boolean verifiesHostnames;

  FollowingTrust(Supplier<X509ExtendedTrustManager> current, boolean verifiesHostnames) {
    this.current = current;
    this.verifiesHostnames = verifiesHostnames;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (verifiesHostnames) {
      current.get().checkServerTrusted(chain, authType, engine);
    } else {
      // The JDK's client always asks for the host name, which only this one does not look at.
      current.get().checkServerTrusted(chain, authType);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (verifiesHostnames) {
      current.get().checkServerTrusted(chain, authType, socket);
    } else {
      current.get().checkServerTrusted(chain, authType);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current.get().checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    current.get().checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    current.get().checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current.get().checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return current.get().getAcceptedIssuers();
  }
}
