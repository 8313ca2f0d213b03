package dev.actr;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A piece of a data stream. The library delivers the chunks of one stream in the order of their
 * arrival and looks at nothing but the stream id; numbering and end of stream are the
 * application's. The payload array is not copied.
 *
 * @param streamId names the stream at the receiver, not null
 * @param sequence the application's number of this chunk
 * @param payload not null
 * @param metadata the application's, not null
 * @param timestamp the application's, in milliseconds on the wire
 */
public record DataChunk(
    String streamId,
    long sequence,
    byte[] payload,
    List<Metadata> metadata,
    Optional<Instant> timestamp) {

  /** Checks for null. */
  public DataChunk {
    Objects.requireNonNull(streamId, "streamId");
    Objects.requireNonNull(payload, "payload");
    metadata = List.copyOf(metadata);
    Objects.requireNonNull(timestamp, "timestamp");
  }

  /**
   * A chunk without metadata and timestamp.
   *
   * @param streamId not null
   * @param sequence the application's number of this chunk
   * @param payload not null
   */
  public DataChunk(String streamId, long sequence, byte[] payload) {
    this(streamId, sequence, payload, List.of(), Optional.empty());
  }

  /**
   * One entry of a chunk's metadata; keys may repeat.
   *
   * @param key not null
   * @param value not null
   */
  public record Metadata(String key, String value) {

    /** Checks for null. */
    public Metadata {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DataChunk that
        && streamId.equals(that.streamId)
        && sequence == that.sequence
        && Arrays.equals(payload, that.payload)
        && metadata.equals(that.metadata)
        && timestamp.equals(that.timestamp);
  }

  @Override
  public int hashCode() {
    return Objects.hash(streamId, sequence, Arrays.hashCode(payload));
  }

  /** Stream, number and size; never the payload. */
  @Override
  public String toString() {
    return "DataChunk[streamId="
        + streamId
        + ", sequence="
        + Long.toUnsignedString(sequence)
        + ", payload="
        + payload.length
        + " bytes]";
  }
}
