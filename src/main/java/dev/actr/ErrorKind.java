package dev.actr;

/** What went wrong, as callers tell failures apart; the same set as on the wire. */
public enum ErrorKind {
  /** The peer or a service on the way cannot be reached now. */
  UNAVAILABLE(10001, "unavailable", true),
  /** The call's deadline has passed. */
  TIMED_OUT(10002, "timed out", true),
  /** No such actor, peer or route to it. */
  NOT_FOUND(10003, "not found", false),
  /** Access rules, or who verifies a credential or registration, deny it. */
  PERMISSION_DENIED(10004, "permission denied", false),
  /** The request or an argument is not acceptable. */
  INVALID_ARGUMENT(10005, "invalid argument", false),
  /** The callee has no method of that route key. */
  UNKNOWN_ROUTE(10006, "unknown route", false),
  /** A declared dependency is not known. */
  DEPENDENCY_NOT_FOUND(10007, "dependency not found", false),
  /** The bytes are not the message they should be. */
  DECODE_FAILURE(10008, "decode failure", false),
  /** The callee does not offer this. */
  NOT_IMPLEMENTED(10009, "not implemented", false),
  /** The callee failed. */
  INTERNAL(10010, "internal error", false),
  /** The node or its connection to the peer is being established or recovered. */
  CONNECTION_NOT_READY(10011, "connection not ready", true);

  private final int wireCode;
  private final String label;
  private final boolean retryable;

  ErrorKind(int wireCode, String label, boolean retryable) {
    this.wireCode = wireCode;
    this.label = label;
    this.retryable = retryable;
  }

  /** The code of this kind in an error response on the wire. */
  public int wireCode() {
    return wireCode;
  }

  /** A few words for people; the start of this kind's text on the wire. */
  public String label() {
    return label;
  }

  /** Whether the same request may succeed later without any change. */
  public boolean isRetryable() {
    return retryable;
  }
}
