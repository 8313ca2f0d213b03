package dev.actr.peer.webrtc;

import dev.actr.ActrId;
import dev.actr.signaling.SignalingClient;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.IceRestartRequest;
import dev.actr.wire.proto.ActrProtos.RoleAssignment;
import dev.actr.wire.proto.ActrProtos.RoleNegotiation;
import dev.actr.wire.proto.WebRtcProtos.IceCandidate;
import dev.actr.wire.proto.WebRtcProtos.SessionDescription;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * What sessions tell their peers through signaling. Each message is done when it is handed to the
 * operating system; nobody tells whether the peer got it. It may be sent again where the server may
 * have dropped it, as long as it is wanted, of which the loop of signaling is told.
 *
 * @param signaling carries the messages
 */
record Signals(SignalingClient signaling) {

  boolean areCarried() {
    return signaling.isConnected();
  }

  CompletableFuture<Void> askForRole(ActrId self, ActrId peer, BooleanSupplier wanted) {
    RoleNegotiation question =
        RoleNegotiation.newBuilder()
            .setFrom(ProtoValues.toProto(self))
            .setTo(ProtoValues.toProto(peer))
            .setRealmId((int) self.realm().id())
            .build();
    return signaling.relay(peer, relay -> relay.setRoleNegotiation(question), wanted);
  }

  /** Has the peer offer, though the server thought otherwise. */
  CompletableFuture<Void> letOffer(ActrId peer) {
    RoleAssignment role = RoleAssignment.newBuilder().setIsOfferer(true).build();
    return signaling.relay(peer, relay -> relay.setRoleAssignment(role), () -> true);
  }

  CompletableFuture<Void> describe(
      ActrId peer,
      SessionDescription.Type type,
      String sdp,
      String exchangeId,
      BooleanSupplier wanted) {
    SessionDescription description =
        SessionDescription.newBuilder()
            .setType(type)
            .setSdp(sdp)
            .setSdpExchangeId(exchangeId)
            .build();
    return signaling.relay(peer, relay -> relay.setSessionDescription(description), wanted);
  }

  CompletableFuture<Void> candidate(
      ActrId peer, String candidate, String usernameFragment, BooleanSupplier wanted) {
    IceCandidate message =
        IceCandidate.newBuilder()
            .setCandidate(candidate)
            .setSdpMlineIndex(0)
            .setUsernameFragment(usernameFragment)
            .build();
    return signaling.relay(peer, relay -> relay.setIceCandidate(message), wanted);
  }

  CompletableFuture<Void> askForRestart(ActrId peer) {
    IceRestartRequest request =
        IceRestartRequest.newBuilder().setReason("network_recovered").build();
    return signaling.relay(peer, relay -> relay.setIceRestartRequest(request), () -> false);
  }
}
