package dev.actr.webrtc.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * Handshakes by BouncyCastle, whose elliptic curves take a fraction of the time that those of Java
 * 17 take; packets by the JDK, whose AES has the processor's help.
 */
final class DtlsCrypto extends BcTlsCrypto {

  private final JcaTlsCrypto jdk;

  DtlsCrypto(SecureRandom random) {
    super(random);
    this.jdk = new JcaTlsCryptoProvider().create(random, random);
  }

  @Override
  public TlsCipher createCipher(
      TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
      throws IOException {
    return jdk.createCipher(parameters, encryptionAlgorithm, macAlgorithm);
  }

  @Override
  public boolean hasEncryptionAlgorithm(int encryptionAlgorithm) {
    return jdk.hasEncryptionAlgorithm(encryptionAlgorithm);
  }
}
