package dev.actr.webrtc.ice;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A candidate of the peer that can be sent to. */
record RemoteCandidate(InetSocketAddress address, CandidateType type, long priority) {

  /**
   * The candidate as one to send to; empty if it is none: a name, as browsers give in place of an
   * address, another component or transport, or an address nobody has.
   */
  static Optional<RemoteCandidate> of(IceCandidate candidate) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(candidate.address());
    if (bytes == null
        || candidate.component() != 1
        || !candidate.transport().equals("udp")
        || candidate.port() == 0) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.getByAddress(bytes);
      if (address.isAnyLocalAddress() || address.isMulticastAddress() || isBroadcast(bytes)) {
        return Optional.empty();
      }
      return Optional.of(
          new RemoteCandidate(
              new InetSocketAddress(address, candidate.port()),
              candidate.type(),
              candidate.priority()));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean isBroadcast(byte[] address) {
    return address.length == 4 && (address[0] & address[1] & address[2] & address[3]) == -1;
  }
}
