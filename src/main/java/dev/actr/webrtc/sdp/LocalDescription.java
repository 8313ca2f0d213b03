package dev.actr.webrtc.sdp;

import dev.actr.webrtc.dtls.Fingerprint;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceParameters;
import java.util.List;
import java.util.Optional;

/**
 * What this side says of its data channels.
 *
 * @param sessionId the same in all descriptions of a connection
 * @param version one more in each
 * @param ice this side's parameters
 * @param fingerprint of its certificate
 * @param setup who begins the DTLS handshake
 * @param sctpPort its SCTP port
 * @param maxMessageSize the largest message it takes, in bytes
 * @param candidates its candidates that are known
 * @param gathered whether there will be no more
 */
public record LocalDescription(
    long sessionId,
    long version,
    IceParameters ice,
    Fingerprint fingerprint,
    Setup setup,
    int sctpPort,
    int maxMessageSize,
    List<IceCandidate> candidates,
    boolean gathered) {

  /** How an offer names its section. */
  public static final String MID = "0";

  private static final MediaLine DATA =
      new MediaLine("application", "UDP/DTLS/SCTP", "webrtc-datachannel", Optional.of(MID));

  /** As an offer of one section. */
  public String toOffer() {
    StringBuilder text = head("a=group:BUNDLE " + MID);
    data(text, DATA);
    return text.toString();
  }

  /** As the answer to an offer, with its sections, all but one of them rejected. */
  public String toAnswer(RemoteDescription offer) {
    MediaLine line = offer.lines().get(offer.dataLine());
    StringBuilder text =
        head(offer.bundled() ? "a=group:BUNDLE " + line.mid().orElseThrow() : null);
    for (int i = 0; i < offer.lines().size(); i++) {
      if (i == offer.dataLine()) {
        data(text, line);
      } else {
        reject(text, offer.lines().get(i));
      }
    }
    return text.toString();
  }

  private StringBuilder head(String group) {
    StringBuilder text = new StringBuilder(1024);
    line(text, "v=0");
    line(text, "o=- " + Long.toUnsignedString(sessionId) + ' ' + version + " IN IP4 127.0.0.1");
    line(text, "s=-");
    line(text, "t=0 0");
    if (group != null) {
      line(text, group);
    }
    return text;
  }

  private void data(StringBuilder text, MediaLine line) {
    line(text, "m=" + line.media() + " 9 " + line.proto() + ' ' + line.formats());
    line(text, "c=IN IP4 0.0.0.0");
    line.mid().ifPresent(mid -> line(text, "a=mid:" + mid));
    line(text, "a=ice-ufrag:" + ice.usernameFragment());
    line(text, "a=ice-pwd:" + ice.password());
    line(text, "a=ice-options:trickle");
    line(text, "a=fingerprint:" + fingerprint);
    line(text, "a=setup:" + setup.token());
    if (SdpParser.isOldForm(line)) {
      line(text, "a=sctpmap:" + line.formats() + " webrtc-datachannel 1024");
    } else {
      line(text, "a=sctp-port:" + sctpPort);
    }
    line(text, "a=max-message-size:" + maxMessageSize);
    candidates.forEach(candidate -> line(text, "a=" + candidate.toAttribute()));
    if (gathered) {
      line(text, "a=end-of-candidates");
    }
  }

  private static void reject(StringBuilder text, MediaLine line) {
    line(text, "m=" + line.media() + " 0 " + line.proto() + ' ' + line.formats());
    line(text, "c=IN IP4 0.0.0.0");
    line.mid().ifPresent(mid -> line(text, "a=mid:" + mid));
    line(text, "a=inactive");
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append("\r\n");
  }
}
