package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.Printable;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireErrorsTest {

  /** The texts are those of the protocol, the part before the detail included. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNAVAILABLE          | 10001 | unavailable: detail",
        "TIMED_OUT            | 10002 | timed out: detail",
        "NOT_FOUND            | 10003 | not found: detail",
        "PERMISSION_DENIED    | 10004 | permission denied: detail",
        "INVALID_ARGUMENT     | 10005 | invalid argument: detail",
        "UNKNOWN_ROUTE        | 10006 | unknown route: detail",
        "DEPENDENCY_NOT_FOUND | 10007 | dependency not found: detail",
        "DECODE_FAILURE       | 10008 | decode failure: detail",
        "NOT_IMPLEMENTED      | 10009 | not implemented: detail",
        "INTERNAL             | 10010 | internal error: detail",
        "CONNECTION_NOT_READY | 10011 | connection not ready: retry_after_ms=None: detail",
      })
  void everyKindHasItsCodeAndText(ErrorKind kind, int code, String text) {
    ErrorResponse response = WireErrors.toProto(new ActrException(kind, "detail"));
    assertThat(response).isEqualTo(error(code, text));
    assertArrives(response, kind, "detail");
  }

  /** What the other implementations send. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10001 | unavailable: peer gone          | UNAVAILABLE          | peer gone",
        "10001 | 'unavailable: '                 | UNAVAILABLE          | ''",
        "10002 | timed out                       | TIMED_OUT            | timed out",
        "10003 | not found: x                    | NOT_FOUND            | x",
        "10004 | permission denied: ACL denied: 1@1/a:b:c is not allowed to call 2@1/a:b:c"
            + " | PERMISSION_DENIED | ACL denied: 1@1/a:b:c is not allowed to call 2@1/a:b:c",
        "10005 | invalid argument: x             | INVALID_ARGUMENT     | x",
        "10006 | unknown route: a.B.C            | UNKNOWN_ROUTE        | a.B.C",
        "10007 | dependency 'pay' not found: off | DEPENDENCY_NOT_FOUND | dependency 'pay' not"
            + " found: off",
        "10008 | decode failure: x               | DECODE_FAILURE       | x",
        "10009 | not implemented: x              | NOT_IMPLEMENTED      | x",
        "10010 | internal error: x               | INTERNAL             | x",
        "10010 | internal error: internal error: x | INTERNAL           | internal error: x",
        "10010 | text without the prefix         | INTERNAL             | text without the prefix",
        "10011 | connection not ready: retry_after_ms=None | CONNECTION_NOT_READY | connection not"
            + " ready",
      })
  void whatOthersSendArrives(int code, String text, ErrorKind kind, String message) {
    assertArrives(error(code, text), kind, message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, rpc error 0: oops",
    "500, rpc error 500: oops",
    "10000, rpc error 10000: oops",
    "10012, rpc error 10012: oops",
    "-1, rpc error 4294967295: oops",
  })
  void anUnknownCodeReadsAsUnavailable(int code, String message) {
    assertArrives(error(code, "oops"), ErrorKind.UNAVAILABLE, message);
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void kindAndMessageSurviveAnyNumberOfHops(ErrorKind kind) {
    for (String message :
        new String[] {"x", "", kind.label(), kind.label() + ": x", "Some(1): ", "ünïcödé\n"}) {
      ActrException failure = new ActrException(kind, message);
      for (int hop = 0; hop < 3; hop++) {
        failure = WireErrors.fromProto(WireErrors.toProto(failure));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage(message.isEmpty() ? kind.label() : Printable.of(message));
        assertThat(failure.retryAfter()).isEmpty();
      }
    }
  }

  @Test
  void aMessageThatIsNullReadsAsTheLabel() {
    assertThat(WireErrors.toProto(new ActrException(ErrorKind.INTERNAL, null)))
        .isEqualTo(error(10010, "internal error"));
  }

  @Test
  void aRetryHintIsWrittenAsOthersReadIt() {
    assertThat(
            WireErrors.toProto(
                ActrException.notReady("connection not ready", Duration.ofMillis(6300))))
        .isEqualTo(error(10011, "connection not ready: retry_after_ms=Some(6300)"));
    assertThat(WireErrors.toProto(ActrException.notReady("recovering", Duration.ZERO)))
        .isEqualTo(error(10011, "connection not ready: retry_after_ms=Some(0): recovering"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 6300, Integer.MAX_VALUE, 999_999_999_999_999_999L})
  void aRetryHintSurvivesTheWire(long millis) {
    for (String message : new String[] {"recovering", "connection not ready"}) {
      ActrException arrived =
          WireErrors.fromProto(
              WireErrors.toProto(ActrException.notReady(message, Duration.ofMillis(millis))));
      assertThat(arrived.retryAfter()).contains(Duration.ofMillis(millis));
      assertThat(arrived).hasMessage(message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PT-1S, 0",
    "PT-2562047788015215H-30M-8S, 0",
    "PT2562047788015215H30M7S, 999999999999999999",
    "PT300000000000H, 999999999999999999",
  })
  void aRetryHintBeyondWhatCanBeWrittenIsTheNearestThatCan(Duration hint, long millis) {
    ErrorResponse response = WireErrors.toProto(ActrException.notReady("recovering", hint));
    assertThat(response)
        .isEqualTo(
            error(10011, "connection not ready: retry_after_ms=Some(" + millis + "): recovering"));
    assertThat(WireErrors.fromProto(response).retryAfter()).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retry_after_ms=Some(9999999999999999999)",
        "retry_after_ms=Some(99999999999999999999999999999999)",
        "retry_after_ms=Some(-1)",
        "retry_after_ms=Some()",
        "retry_after_ms=Some(12",
        "retry_after_ms=Some(1x)",
        "retry_after_ms=Some(١)",
        "retry_after_ms=",
        "later",
      })
  void aMalformedRetryHintIsJustText(String text) {
    ActrException arrived = WireErrors.fromProto(error(10011, "connection not ready: " + text));
    assertThat(arrived.kind()).isEqualTo(ErrorKind.CONNECTION_NOT_READY);
    assertThat(arrived.retryAfter()).isEmpty();
    assertThat(arrived).hasMessage(text);
  }

  @Test
  void aRetryHintIsFoundBehindPrefixesThatPiledUp() {
    ActrException arrived =
        WireErrors.fromProto(
            error(
                10011,
                "connection not ready: via b: connection not ready: retry_after_ms=Some(5)"));
    assertThat(arrived.retryAfter()).isEqualTo(Optional.of(Duration.ofMillis(5)));
  }

  @Test
  void aRetryHintOfAnotherKindIsJustText() {
    ActrException arrived = WireErrors.fromProto(error(10001, "retry_after_ms=Some(5)"));
    assertThat(arrived.retryAfter()).isEmpty();
    assertThat(arrived).hasMessage("retry_after_ms=Some(5)");
  }

  @Test
  void noTwoKindsShareACode() {
    assertThat(Arrays.stream(ErrorKind.values()).map(ErrorKind::wireCode)).doesNotHaveDuplicates();
  }

  private static void assertArrives(ErrorResponse response, ErrorKind kind, String message) {
    ActrException arrived = WireErrors.fromProto(response);
    assertThat(arrived.kind()).isEqualTo(kind);
    assertThat(arrived).hasMessage(message);
    assertThat(arrived.retryAfter()).isEmpty();
  }

  private static ErrorResponse error(int code, String message) {
    return ErrorResponse.newBuilder().setCode(code).setMessage(message).build();
  }
}
