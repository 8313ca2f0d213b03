package dev.actr.wire;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one mapping between {@link ActrException} and error responses.
 *
 * <p>The text on the wire starts with the label of the kind. It is taken off again on arrival, so
 * that it does not pile up over hops.
 */
public final class WireErrors {

  private static final Map<Integer, ErrorKind> KINDS =
      Arrays.stream(ErrorKind.values())
          .collect(Collectors.toUnmodifiableMap(ErrorKind::wireCode, Function.identity()));

  private static final Pattern RETRY_HINT =
      Pattern.compile("retry_after_ms=(?:None|Some\\((\\d{1,18})\\))(?:: )?");

  /** The longest hint of as many digits as are read. */
  private static final long MAX_RETRY_HINT = 999_999_999_999_999_999L;

  private WireErrors() {}

  /**
   * The error response of a failure.
   *
   * @param failure not null
   * @return the message
   */
  public static ErrorResponse toProto(ActrException failure) {
    String label = failure.kind().label();
    String text = failure.getMessage() == null ? "" : failure.getMessage();
    if (failure.kind() == ErrorKind.CONNECTION_NOT_READY) {
      String hint = failure.retryAfter().map(d -> "Some(" + millis(d) + ")").orElse("None");
      text = "retry_after_ms=" + hint + (text.isEmpty() || text.equals(label) ? "" : ": " + text);
    }
    return ErrorResponse.newBuilder()
        .setCode(failure.kind().wireCode())
        .setMessage(text.isEmpty() || text.equals(label) ? label : label + ": " + text)
        .build();
  }

  private static long millis(Duration hint) {
    return Math.max(0, Math.min(MAX_RETRY_HINT, TimeUnit.MILLISECONDS.convert(hint)));
  }

  /**
   * The failure of an error response.
   *
   * @param response not null
   * @return the exception; of kind {@link ErrorKind#UNAVAILABLE} for an unknown code
   */
  public static ActrException fromProto(ErrorResponse response) {
    ErrorKind kind = KINDS.get(response.getCode());
    if (kind == null) {
      return new ActrException(
          ErrorKind.UNAVAILABLE,
          "rpc error "
              + Integer.toUnsignedString(response.getCode())
              + ": "
              + response.getMessage());
    }
    String prefix = kind.label() + ": ";
    String text = response.getMessage();
    if (text.startsWith(prefix)) {
      text = text.substring(prefix.length());
    }
    if (kind == ErrorKind.CONNECTION_NOT_READY) {
      return notReady(text);
    }
    return new ActrException(kind, text);
  }

  /**
   * The failure behind an error response of the AIS or the signaling server, whose codes are those
   * of HTTP.
   *
   * @param status the code
   * @param message the server's text
   * @return the exception; retryable where the server may answer otherwise later
   */
  public static ActrException fromServer(int status, String message) {
    ErrorKind kind =
        switch (status) {
          case 400, 410 -> ErrorKind.INVALID_ARGUMENT;
          case 401, 403 -> ErrorKind.PERMISSION_DENIED;
          case 404 -> ErrorKind.NOT_FOUND;
          default -> ErrorKind.UNAVAILABLE;
        };
    return new ActrException(kind, "the server answered " + status + ": " + message);
  }

  private static ActrException notReady(String text) {
    Matcher hint = RETRY_HINT.matcher(text);
    if (!hint.find()) {
      return new ActrException(ErrorKind.CONNECTION_NOT_READY, text);
    }
    String rest = text.substring(0, hint.start()) + text.substring(hint.end());
    String message = rest.isEmpty() ? ErrorKind.CONNECTION_NOT_READY.label() : rest;
    return hint.group(1) == null
        ? new ActrException(ErrorKind.CONNECTION_NOT_READY, message)
        : ActrException.notReady(message, Duration.ofMillis(Long.parseLong(hint.group(1))));
  }
}
