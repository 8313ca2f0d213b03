package dev.actr.webrtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;

/** A base of this side and a candidate of the peer, and what is known of the way between. */
final class CandidatePair {

  enum State {
    WAITING,
    IN_PROGRESS,
    SUCCEEDED,
    FAILED
  }

  final CheckList list;
  final LocalCandidate local;
  volatile RemoteCandidate remote;
  State state = State.WAITING;

  /** What the peer sees as this side's address; null until a check has succeeded. */
  InetSocketAddress mapped;

  /** Whether the peer, controlling, asked for this pair. */
  boolean nominatedByPeer;

  CandidatePair(CheckList list, LocalCandidate local, RemoteCandidate remote) {
    this.list = list;
    this.local = local;
    this.remote = remote;
  }

  static boolean canBe(LocalCandidate local, RemoteCandidate remote) {
    InetAddress here = local.base().address().getAddress();
    InetAddress there = remote.address().getAddress();
    return here.getClass() == there.getClass()
        && (local.type() == CandidateType.RELAYED
            || here.isLoopbackAddress() == there.isLoopbackAddress());
  }

  boolean isOf(Base base, InetSocketAddress address) {
    return local.base() == base && remote.address().equals(address);
  }

  /** RFC 8445, 6.1.2.3. */
  long priority(boolean controlling) {
    long g = controlling ? local.priority() : remote.priority();
    long d = controlling ? remote.priority() : local.priority();
    return (Math.min(g, d) << 32) + 2 * Math.max(g, d) + (g > d ? 1 : 0);
  }

  static Comparator<CandidatePair> byPriority(boolean controlling) {
    return Comparator.comparingLong(pair -> pair.priority(controlling));
  }

  void send(byte[] packet, int offset, int length) {
    local.base().send(packet, offset, length, remote.address());
  }

  SelectedPair describe() {
    InetSocketAddress seen = mapped == null ? local.base().address() : mapped;
    boolean reflexive = local.type() == CandidateType.HOST && !seen.equals(local.base().address());
    return new SelectedPair(
        reflexive ? CandidateType.PEER_REFLEXIVE : local.type(),
        seen,
        remote.type(),
        remote.address());
  }
}
