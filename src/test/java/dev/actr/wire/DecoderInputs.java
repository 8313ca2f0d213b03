package dev.actr.wire;

import java.util.List;

/** What real nodes sent, by type. */
public final class DecoderInputs {

  private DecoderInputs() {}

  /** The messages of a type that were recorded. */
  public static List<byte[]> ofType(String type) {
    return DecoderSamples.ofType(type);
  }
}
