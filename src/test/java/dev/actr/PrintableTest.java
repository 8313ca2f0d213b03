package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "acme:Echo:1.0.0", "名前 ½ 🙂", "a\\nb"})
  void whatIsFitStaysAsItIs(String text) {
    assertThat(Printable.of(text)).isSameAs(text);
  }

  @Test
  void linesAndSteeringCharactersAreShownAsTheirCodes() {
    assertThat(Printable.of("a\r\nb\tc\u001b[31md\u0085e\u2028f\u202eg\u2066h\ufeffi\ud800j"))
        .isEqualTo("a\\r\\nb\\tc\\u001b[31md\\u0085e\\u2028f\\u202eg\\u2066h\\ufeffi\\ud800j");
  }

  @Test
  void whatIsShownIsFitItself() {
    String shown = Printable.of("a\u0000b");
    assertThat(Printable.of(shown)).isSameAs(shown);
  }

  @Test
  void aTextWithoutEndIsCut() {
    assertThat(Printable.of("x".repeat(1_000_000))).hasSize(4096 + 3).endsWith("x...");
  }

  @ParameterizedTest
  @CsvSource({"UNAVAILABLE", "INTERNAL"})
  void messagesOfExceptionsAreFit(ErrorKind kind) {
    ActrException failure = new ActrException(kind, "one\r\n2026-01-01 INFO forged");
    assertThat(failure.getMessage()).isEqualTo("one\\r\\n2026-01-01 INFO forged");
    assertThat(failure.toString()).doesNotContain("\n").doesNotContain("\r");
  }
}
