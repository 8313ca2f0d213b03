package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorKindTest {

  @Test
  void everyKindHasItsCodeLabelAndRetryability() {
    assertThat(
            Arrays.stream(ErrorKind.values())
                .map(k -> k + " " + k.wireCode() + " " + k.isRetryable() + " " + k.label()))
        .containsExactly(
            "UNAVAILABLE 10001 true unavailable",
            "TIMED_OUT 10002 true timed out",
            "NOT_FOUND 10003 false not found",
            "PERMISSION_DENIED 10004 false permission denied",
            "INVALID_ARGUMENT 10005 false invalid argument",
            "UNKNOWN_ROUTE 10006 false unknown route",
            "DEPENDENCY_NOT_FOUND 10007 false dependency not found",
            "DECODE_FAILURE 10008 false decode failure",
            "NOT_IMPLEMENTED 10009 false not implemented",
            "INTERNAL 10010 false internal error",
            "CONNECTION_NOT_READY 10011 true connection not ready");
  }

  @Test
  void anExceptionTellsItsKindMessageAndCause() {
    IllegalStateException cause = new IllegalStateException();
    ActrException failure = new ActrException(ErrorKind.NOT_FOUND, "no page", cause);
    assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(failure.retryAfter()).isEmpty();
    assertThat(failure)
        .hasMessage("no page")
        .hasCause(cause)
        .hasToString("dev.actr.ActrException: NOT_FOUND: no page");
  }

  @Test
  void onlyNotReadyHasARetryHint() {
    ActrException failure = ActrException.notReady("recovering", Duration.ofSeconds(6));
    assertThat(failure.kind()).isEqualTo(ErrorKind.CONNECTION_NOT_READY);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(6));
    assertThat(failure).hasMessage("recovering").hasNoCause();
    assertThatNullPointerException().isThrownBy(() -> ActrException.notReady("", null));
    assertThatNullPointerException().isThrownBy(() -> new ActrException(null, ""));
  }
}
