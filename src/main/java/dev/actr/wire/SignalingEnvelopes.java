package dev.actr.wire;

import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.util.UUID;

/** What every signaling envelope starts with. */
public final class SignalingEnvelopes {

  /** The version writers put into an envelope; readers do not look at it. */
  public static final int VERSION = 2;

  private SignalingEnvelopes() {}

  /**
   * An envelope with an id of its own.
   *
   * @return a builder that lacks its flow
   */
  public static SignalingEnvelope.Builder create() {
    return create(UUID.randomUUID().toString());
  }

  /**
   * An envelope.
   *
   * @param id unique within the connection
   * @return a builder that lacks its flow
   */
  public static SignalingEnvelope.Builder create(String id) {
    return SignalingEnvelope.newBuilder().setEnvelopeVersion(VERSION).setEnvelopeId(id);
  }
}
