package dev.actr.webrtc.sdp;

import java.util.Optional;

/**
 * The head of one section, as far as an answer repeats it.
 *
 * @param media such as {@code application} or {@code audio}
 * @param proto such as {@code UDP/DTLS/SCTP}
 * @param formats what follows it
 * @param mid the section's name, if it has one
 */
public record MediaLine(String media, String proto, String formats, Optional<String> mid) {}
