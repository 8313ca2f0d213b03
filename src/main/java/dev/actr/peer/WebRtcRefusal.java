package dev.actr.peer;

import dev.actr.signaling.SignalingClient;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.WebRtcProtos.SessionDescription;

/**
 * Refuses offers of WebRTC, which this node does not speak. A peer that hears nothing waits for
 * half a minute before it tries the WebSocket; one whose media section is rejected (RFC 3264,
 * section 6) does so after a few seconds.
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

  private final SignalingClient signaling;

  private WebRtcRefusal(SignalingClient signaling) {
    this.signaling = signaling;
  }

  /**
   * Refuses every offer that comes through signaling.
   *
   * @param signaling not yet started
   */
  public static void install(SignalingClient signaling) {
    signaling.onRelay(new WebRtcRefusal(signaling)::refuse);
  }

  private void refuse(ActrRelay relay) {
    SessionDescription offer = relay.getSessionDescription();
    boolean answerable =
        relay.hasSource()
            && offer.hasSdpExchangeId()
            && offer.getType() == SessionDescription.Type.OFFER;
    if (relay.hasSessionDescription() && answerable) {
      signaling.relay(
          ProtoValues.fromProto(relay.getSource()),
          answer ->
              answer.setSessionDescription(
                  SessionDescription.newBuilder()
                      .setType(SessionDescription.Type.ANSWER)
                      .setSdp(REJECTED)
                      .setSdpExchangeId(offer.getSdpExchangeId())));
    }
  }
}
