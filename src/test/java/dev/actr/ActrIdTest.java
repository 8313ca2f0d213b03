package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActrIdTest {

  private static final ActrType TYPE = new ActrType("acme", "echo-service", "1.0.0");

  @ParameterizedTest
  @CsvSource({
    "1a2b3c@101, 1a2b3c@101, 1715004, 101",
    "0@0, 0@0, 0, 0",
    "1A2B3C@101, 1a2b3c@101, 1715004, 101",
    "+1a@+7, 1a@7, 26, 7",
    "000000000000000000000000000000001@0001, 1@1, 1, 1",
    "7fffffffffffffff@1, 7fffffffffffffff@1, 9223372036854775807, 1",
    "8000000000000000@1, 8000000000000000@1, -9223372036854775808, 1",
    "FFFFFFFFFFFFFFFF@4294967295, ffffffffffffffff@4294967295, -1, 4294967295",
  })
  void serialIsHexadecimalAndRealmDecimal(String text, String canonical, long serial, long realm) {
    ActrId id = ActrId.parse(text + "/acme:echo-service:1.0.0");
    assertThat(id).isEqualTo(new ActrId(new Realm(realm), serial, TYPE));
    assertThat(id).hasToString(canonical + "/acme:echo-service:1.0.0");
  }

  @ParameterizedTest
  @CsvSource({
    "1@2/a:b:c@d, c@d",
    "1@2/a:b:c/d, c/d",
    "1@2/a:b:@, @",
    "1@2/a:b:/@/, /@/",
  })
  void onlyTheFirstSeparatorsCount(String text, String version) {
    ActrId id = ActrId.parse(text);
    assertThat(id.type()).isEqualTo(new ActrType("a", "b", version));
    assertThat(id).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "/", "1", "1@2", "1@a:b:c", "1/a:b:c", "1/2@a:b:c", "a:b:c"})
  void textWithoutBothSeparatorsIsRefused(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ActrId.parse(text))
        .withMessage(
            "actor id '" + text + "' is not of the form serial@realm/manufacturer:name:version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "+", "-1", "-0", "0x1", "1g", " 1", "1 ", "10000000000000000", "１", "1/2"})
  void aMalformedSerialIsRefused(String serial) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ActrId.parse(serial + "@1/a:b:c"))
        .withMessage(
            "serial number '" + serial + "' is not a number within 0..ffffffffffffffff in base 16");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "a", "4294967296", "1@1"})
  void aMalformedRealmIsRefused(String realm) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ActrId.parse("1@" + realm + "/a:b:c"))
        .withMessage("realm id '" + realm + "' is not a number within 0..4294967295 in base 10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1@1/", "1@1/a:b", "1@1/a:b:", "1@1/a:b:c:d", "1@1//a:b:c", "1@1/:b:c"})
  void aMalformedTypeIsRefused(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ActrId.parse(text))
        .withMessageContaining("actor type '" + text.substring(4) + "'");
  }

  @Test
  void nullIsRefused() {
    assertThatNullPointerException().isThrownBy(() -> new ActrId(null, 1, TYPE));
    assertThatNullPointerException().isThrownBy(() -> new ActrId(new Realm(1), 1, null));
  }
}
