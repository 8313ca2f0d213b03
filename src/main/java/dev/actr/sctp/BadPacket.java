package dev.actr.sctp;

/**
 * What a packet holds cannot be. It either costs the packet, as far as it was not yet read, or the
 * association.
 */
final class BadPacket extends Exception {

  private static final long serialVersionUID = 1L;

  private final int cause;

  private BadPacket(String message, int cause) {
    // Without a stack trace: whoever sends bad packets must not make us work.
    super(message, null, false, false);
    this.cause = cause;
  }

  /** Cannot be read: what remains of it is dropped. */
  static BadPacket malformed(String message) {
    return new BadPacket(message, 0);
  }

  /** Breaks the rules: the association is aborted. */
  static BadPacket violation(String message) {
    return new BadPacket(message, Wire.CAUSE_PROTOCOL_VIOLATION);
  }

  /** Breaks the rules in a way that has a cause of its own. */
  static BadPacket violation(String message, int cause) {
    return new BadPacket(message, cause);
  }

  boolean endsAssociation() {
    return cause != 0;
  }

  /** The error cause to abort with. */
  int abortCause() {
    return cause;
  }
}
