package dev.actr.peer.webrtc;

import dev.actr.signaling.SignalingClient;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.WebRtcProtos.SessionDescription;

/**
 * Refuses the offers that come to a node without WebRTC. A peer that hears nothing waits for half a
 * minute before it tries the WebSocket; one whose media section is rejected (RFC 3264, section 6)
 * need not.
 */
public final class WebRtcRefusal {

  private static final String REJECTED =
      String.join(
          "\r\n",
          "v=0",
          "o=- 1 1 IN IP4 0.0.0.0",
          "s=-",
          "t=0 0",
          "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
          "c=IN IP4 0.0.0.0",
          "a=inactive",
          "a=mid:0",
          "");

  private final Signals signals;

  private WebRtcRefusal(Signals signals) {
    this.signals = signals;
  }

  /**
   * Refuses every offer from now on.
   *
   * @param signaling not yet started
   */
  public static void install(SignalingClient signaling) {
    signaling.onRelay(new WebRtcRefusal(new Signals(signaling))::refuse);
  }

  private void refuse(ActrRelay relay) {
    if (relay.hasSource() && relay.getRoleAssignment().getIsOfferer()) {
      // A server that does not know better leaves the offer to this side: there would be none.
      signals.letOffer(ProtoValues.fromProto(relay.getSource()));
      return;
    }
    SessionDescription offer = relay.getSessionDescription();
    if (relay.hasSource()
        && offer.getType() == SessionDescription.Type.OFFER
        && !offer.getSdpExchangeId().isEmpty()) {
      signals.describe(
          ProtoValues.fromProto(relay.getSource()),
          SessionDescription.Type.ANSWER,
          REJECTED,
          offer.getSdpExchangeId(),
          () -> true);
    }
  }
}
