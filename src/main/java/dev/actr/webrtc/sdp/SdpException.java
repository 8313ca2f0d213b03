package dev.actr.webrtc.sdp;

/** A description that cannot be used. The message says why and repeats nothing of it. */
public final class SdpException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Tells why. */
  public SdpException(String message) {
    super(message);
  }
}
