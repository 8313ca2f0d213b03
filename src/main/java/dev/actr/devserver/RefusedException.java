package dev.actr.devserver;

import dev.actr.Printable;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;

/** A request is answered with an error. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The code on the wire. */
  private final int code;

  /** The codes are HTTP's; the message is sent to the client and tells no secret. */
  RefusedException(int code, String message) {
    super(Printable.of(message), null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }

  ErrorResponse toProto() {
    return ErrorResponse.newBuilder().setCode(code).setMessage(getMessage()).build();
  }
}
