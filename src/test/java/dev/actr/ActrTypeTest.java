package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActrTypeTest {

  @ParameterizedTest
  @CsvSource({
    "acme:EchoService:1.0.0, acme, EchoService, 1.0.0",
    "a:b:c, a, b, c",
    "a-b_c.d:x9:v, a-b_c.d, x9, v",
    "a--__..b:c:1, a--__..b, c, 1",
    "ünï:名前:ver sion, ünï, 名前, ver sion",
    // Letters and digits of any script; a roman numeral counts as both.
    "a٣:Ⅳ½:1, a٣, Ⅳ½, 1",
    "𝒜𝒷:𠀀:1, 𝒜𝒷, 𠀀, 1",
    "a:b:@/+, a, b, @/+",
    "a:b:1@2/3, a, b, 1@2/3",
  })
  void wellFormedTextIsAType(String text, String manufacturer, String name, String version) {
    ActrType type = ActrType.parse(text);
    assertThat(type).isEqualTo(new ActrType(manufacturer, name, version));
    assertThat(type).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "a:b", "a:b:c:d", "a:b:c:", "a::b:c", "acme/Echo/1"})
  void textThatHasNotThreePiecesIsRefused(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ActrType.parse(text))
        .withMessage("actor type '" + text + "' is not of the form manufacturer:name:version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1a",
        "-a",
        "_a",
        ".a",
        " a",
        "a-",
        "a_",
        "a.",
        "a ",
        "a b",
        "a/b",
        "a@b",
        "a+b",
        "a\u0000b",
        "a\u0301b",
        "a😀b",
        "½a",
        "a\ud800b",
        "a\ud800",
        "\udc00a",
      })
  void namesOutsideTheRulesAreRefused(String name) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ActrType.parse(name + ":b:1"))
        .withMessageContaining("has the manufacturer '" + name + "'");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ActrType.parse("a:" + name + ":1"))
        .withMessageContaining("has the name '" + name + "'");
  }

  @ParameterizedTest
  @CsvSource({"a, 32, 33", "é, 16, 17", "名, 10, 11", "𠀀, 8, 9"})
  void namesAreLimitedInBytes(String letter, int longest, int tooLong) {
    assertThat(ActrType.parse(letter.repeat(longest) + ":b:1").manufacturer())
        .hasSize(letter.length() * longest);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ActrType.parse("a:" + letter.repeat(tooLong) + ":1"));
  }

  @Test
  void aVersionHasNoLimitButMustBeThere() {
    String version = "v".repeat(1000);
    assertThat(ActrType.parse("a:b:" + version).version()).isEqualTo(version);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ActrType.parse("a:b:"))
        .withMessage("actor type 'a:b:' has an empty version");
  }

  @Test
  void theConstructorTakesAnyTextButNull() {
    assertThat(new ActrType("", ":", "")).hasToString(":::");
    assertThatNullPointerException().isThrownBy(() -> new ActrType(null, "", ""));
    assertThatNullPointerException().isThrownBy(() -> new ActrType("", null, ""));
    assertThatNullPointerException().isThrownBy(() -> new ActrType("", "", null));
  }
}
