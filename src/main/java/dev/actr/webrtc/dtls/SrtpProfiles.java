package dev.actr.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.stream.IntStream;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;

/**
 * The extension {@code use_srtp} (RFC 5764). Media is not what data channels need, but some
 * implementations close a connection on which no profile for it was agreed.
 */
final class SrtpProfiles {

  private static final int[] PROFILES = {
    SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM, SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80
  };

  private static final byte[] NO_KEY_IDENTIFIER = {};

  private SrtpProfiles() {}

  /** Adds all of them to a client's extensions. */
  static void offer(Hashtable<Integer, byte[]> extensions) throws IOException {
    add(extensions, PROFILES);
  }

  /** Adds one of those the client has offered to a server's extensions, if there is one. */
  static void answer(Hashtable<?, ?> offered, Hashtable<Integer, byte[]> extensions)
      throws IOException {
    UseSRTPData offer = offered == null ? null : TlsSRTPUtils.getUseSRTPExtension(offered);
    if (offer != null) {
      for (int profile : PROFILES) {
        if (IntStream.of(offer.getProtectionProfiles()).anyMatch(one -> one == profile)) {
          add(extensions, profile);
          return;
        }
      }
    }
  }

  private static void add(Hashtable<Integer, byte[]> extensions, int... profiles)
      throws IOException {
    TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(profiles, NO_KEY_IDENTIFIER));
  }
}
