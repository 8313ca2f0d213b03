package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleDecisionTest {

  @ParameterizedTest
  @CsvSource({
    "1@2/a:b:1, ff@1/z:z:1",
    "10@1/a:b:1, 2@1/z:z:1",
    "8000000000000000@1/a:b:1, 7fffffffffffffff@1/z:z:1",
    "1@4294967295/a:b:1, 1@1/z:z:1",
    "1@1/b:a:1, 1@1/a:z:1",
    "1@1/a:c:1, 1@1/a:b:2",
  })
  void theGreaterIdOffers(String greater, String smaller) {
    ActrId a = ActrId.parse(greater);
    ActrId b = ActrId.parse(smaller);

    assertThat(RoleDecision.offers(a, false, b, false)).isTrue();
    assertThat(RoleDecision.offers(b, false, a, false)).isFalse();
    assertThat(RoleDecision.offers(a, true, b, true)).isTrue();
    assertThat(RoleDecision.offers(a, true, b, false)).isFalse();
    assertThat(RoleDecision.offers(b, false, a, true)).isTrue();
    assertThat(RoleDecision.offers(a, false, b, true)).isTrue();
    assertThat(RoleDecision.offers(b, true, a, false)).isFalse();
  }
}
