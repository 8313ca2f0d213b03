package dev.actr.webrtc.sdp;

import dev.actr.webrtc.dtls.Fingerprint;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceParameters;
import java.util.List;

/**
 * What a peer's description says of its data channels.
 *
 * @param ice the peer's parameters
 * @param iceLite whether the peer only answers checks
 * @param fingerprints of which its certificate has one; not empty
 * @param setup who begins the DTLS handshake
 * @param sctpPort its SCTP port
 * @param maxMessageSize the largest message it takes, in bytes; 0 for any
 * @param candidates its candidates that were known
 * @param lines all sections
 * @param dataLine which of them is that of the data channels
 * @param bundled whether that one is in a bundle group
 */
public record RemoteDescription(
    IceParameters ice,
    boolean iceLite,
    List<Fingerprint> fingerprints,
    Setup setup,
    int sctpPort,
    long maxMessageSize,
    List<IceCandidate> candidates,
    List<MediaLine> lines,
    int dataLine,
    boolean bundled) {}
