package dev.actr.webrtc.ice;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A candidate of this side.
 *
 * @param base where packets to pairs of it leave
 * @param address as told the peer
 */
record LocalCandidate(
    Base base, CandidateType type, InetSocketAddress address, int localPreference) {

  long priority() {
    return type.priority(localPreference);
  }

  /** The priority a peer-reflexive candidate of the same base has. */
  long reflexivePriority() {
    return CandidateType.PEER_REFLEXIVE.priority(localPreference);
  }

  IceCandidate describe(String usernameFragment, boolean hideRelated) {
    boolean related = type != CandidateType.HOST;
    String foundation =
        Integer.toUnsignedString(
            (type.name() + base.address().getAddress().getHostAddress()).hashCode());
    return new IceCandidate(
        foundation,
        1,
        "udp",
        priority(),
        text(address),
        address.getPort(),
        type,
        related ? Optional.of(hideRelated ? "0.0.0.0" : text(base.address())) : Optional.empty(),
        related && !hideRelated ? base.address().getPort() : 0,
        Optional.empty(),
        Optional.of(usernameFragment));
  }

  private static String text(InetSocketAddress address) {
    String text = address.getAddress().getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }
}
