package dev.actr.sctp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What one side needs in order to set an association up, kept by the other (RFC 9260 section
 * 5.1.3).
 *
 * @param created when, in the owner's time
 * @param localTag the tag this side has offered
 * @param localTsn the first TSN this side has offered
 * @param localTieTag the tag of the association there is, or 0 (section 5.2.2)
 * @param peerTieTag the peer's tag in the association there is, or 0
 * @param peer what the peer has said
 */
record StateCookie(
    long created,
    int localTag,
    int localTsn,
    int localTieTag,
    int peerTieTag,
    PeerParameters peer) {

  private static final int CONTENT = 42;
  private static final int MAC = 32;

  /** Makes cookies, and knows its own again. */
  static final class Baker {

    private final Mac mac;

    Baker(RandomGenerator random) {
      byte[] secret = new byte[MAC];
      random.nextBytes(secret);
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
    }

    byte[] bake(StateCookie cookie) {
      byte[] bytes = new byte[CONTENT + MAC];
      PeerParameters peer = cookie.peer;
      Bytes.put64(bytes, 0, cookie.created);
      Bytes.put32(bytes, 8, cookie.localTag);
      Bytes.put32(bytes, 12, cookie.localTsn);
      Bytes.put32(bytes, 16, cookie.localTieTag);
      Bytes.put32(bytes, 20, cookie.peerTieTag);
      Bytes.put32(bytes, 24, peer.tag());
      Bytes.put32(bytes, 28, (int) peer.window());
      Bytes.put16(bytes, 32, peer.outboundStreams());
      Bytes.put16(bytes, 34, peer.inboundStreams());
      Bytes.put32(bytes, 36, peer.initialTsn());
      Bytes.put16(bytes, 40, (peer.forwardTsn() ? 1 : 0) | (peer.reconfig() ? 2 : 0));
      System.arraycopy(sign(bytes), 0, bytes, CONTENT, MAC);
      return bytes;
    }

    private byte[] sign(byte[] bytes) {
      mac.update(bytes, 0, CONTENT);
      return mac.doFinal();
    }

    /** The contents, or null if it is not of this baker. */
    StateCookie open(byte[] packet, int offset, int length) {
      if (length != CONTENT + MAC) {
        return null;
      }
      byte[] bytes = Arrays.copyOfRange(packet, offset, offset + length);
      if (!MessageDigest.isEqual(sign(bytes), Arrays.copyOfRange(bytes, CONTENT, CONTENT + MAC))) {
        return null;
      }
      int extensions = Bytes.u16(bytes, 40);
      return new StateCookie(
          Bytes.i64(bytes, 0),
          Bytes.i32(bytes, 8),
          Bytes.i32(bytes, 12),
          Bytes.i32(bytes, 16),
          Bytes.i32(bytes, 20),
          new PeerParameters(
              Bytes.i32(bytes, 24),
              Bytes.u32(bytes, 28),
              Bytes.u16(bytes, 32),
              Bytes.u16(bytes, 34),
              Bytes.i32(bytes, 36),
              (extensions & 1) != 0,
              (extensions & 2) != 0));
    }
  }
}
