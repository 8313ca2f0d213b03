package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealmTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "101, 101",
    "4294967295, 4294967295",
    "+5, 5",
    "007, 7",
    "00000000000000000000000000000004294967295, 4294967295",
  })
  void decimalNumbersAreRealms(String text, long id) {
    assertThat(Realm.parse(text)).isEqualTo(new Realm(id)).hasToString(Long.toString(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "-",
        "-0",
        "-1",
        "++1",
        " 1",
        "1 ",
        "1.0",
        "1e3",
        "0x1",
        "ff",
        "1_000",
        "4294967296",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999999999",
        "١٢",
        "１",
      })
  void otherTextIsRefused(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Realm.parse(text))
        .withMessage("realm id '" + text + "' is not a number within 0..4294967295 in base 10");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 4294967296L, Long.MIN_VALUE, Long.MAX_VALUE})
  void numbersBeyond32BitsAreRefused(long id) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Realm(id))
        .withMessage("realm id " + id + " is not within 0..4294967295");
  }
}
