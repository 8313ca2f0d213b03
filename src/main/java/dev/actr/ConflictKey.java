package dev.actr;

import java.util.List;
import java.util.Objects;

/**
 * Tells which requests must not be handled at the same time: those of one domain whose parts all
 * have equal values. They are handled one after the other, in the order of their arrival; requests
 * that differ in a part may overlap. Written in a proto file as {@code (actr.conflict_key)}.
 *
 * @param domain keys are compared within a domain only; the route key, for a method that shares its
 *     domain with no other
 * @param parts what to compare, in this order; at least one
 */
public record ConflictKey(String domain, List<Part> parts) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ConflictKey {
    Objects.requireNonNull(domain, "domain");
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(domain + ": a conflict key needs at least one part");
    }
  }

  /**
   * A conflict key.
   *
   * @param domain not null
   * @param parts at least one
   * @return the key
   * @throws IllegalArgumentException if there is no part
   */
  public static ConflictKey of(String domain, Part... parts) {
    return new ConflictKey(domain, List.of(parts));
  }

  /**
   * The node that calls.
   *
   * @return the part
   */
  public static Part sender() {
    return new Sender();
  }

  /**
   * A field of the request.
   *
   * @param number its number
   * @param type its type, not null
   * @return the part
   */
  public static Part field(int number, FieldType type) {
    return new Field(number, type);
  }

  /** One value to compare. */
  public sealed interface Part {}

  /** The node that calls; all requests without a caller are equal. */
  public record Sender() implements Part {}

  /**
   * A field of the request, found by its number in the encoded message. It is not repeated.
   *
   * @param number its number
   * @param type its type, not null
   */
  public record Field(int number, FieldType type) implements Part {

    /** Checks for null. */
    public Field {
      Objects.requireNonNull(type, "type");
    }
  }

  /** The types of field that can be compared, by their protobuf names. */
  public enum FieldType {
    /** Varint of 32 bits. */
    INT32,
    /** Varint of 64 bits. */
    INT64,
    /** Varint of 32 bits, unsigned. */
    UINT32,
    /** Varint of 64 bits, unsigned. */
    UINT64,
    /** Varint of 32 bits in zigzag form. */
    SINT32,
    /** Varint of 64 bits in zigzag form. */
    SINT64,
    /** Four bytes, unsigned. */
    FIXED32,
    /** Eight bytes, unsigned. */
    FIXED64,
    /** Four bytes. */
    SFIXED32,
    /** Eight bytes. */
    SFIXED64,
    /** Varint of 0 or 1. */
    BOOL,
    /** Varint of 32 bits. */
    ENUM,
    /** UTF-8 text. */
    STRING,
    /** Any bytes. */
    BYTES
  }
}
