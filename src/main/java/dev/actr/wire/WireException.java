package dev.actr.wire;

/** Bytes from outside are not what the protocol says they should be. */
public final class WireException extends Exception {

  private static final long serialVersionUID = 1L;

  WireException(String message) {
    super(message);
  }

  WireException(String message, Throwable cause) {
    super(message, cause);
  }
}
