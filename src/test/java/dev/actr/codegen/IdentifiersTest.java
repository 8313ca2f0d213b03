package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifiersTest {

  @ParameterizedTest
  @CsvSource({
    "GetUser, getUser, GetUser, GET_USER",
    "getUser, getUser, GetUser, GET_USER",
    "get_user, getUser, GetUser, GET_USER",
    "GET_USER, gETUSER, GETUSER, GET_USER",
    "GetHTTPUrl, getHTTPUrl, GetHTTPUrl, GET_HTTP_URL",
    "HTTPGet, hTTPGet, HTTPGet, HTTP_GET",
    "Sha256Sum, sha256Sum, Sha256Sum, SHA256_SUM",
    "_private, private_, Private, _PRIVATE",
    "New, new_, New, NEW",
    "Yield, yield_, Yield, YIELD",
    "True, true_, True, TRUE",
    "_1, _1, _1, _1",
    "_, __, __, __",
    "X, x, X, X",
  })
  void namesFollowTheConventionsOfJava(
      String name, String lowerCamel, String upperCamel, String constant) {
    assertThat(Identifiers.lowerCamel(name)).isEqualTo(lowerCamel);
    assertThat(Identifiers.upperCamel(name)).isEqualTo(upperCamel);
    assertThat(Identifiers.constant(name)).isEqualTo(constant);
  }

  @Test
  void namesThatAreTakenGetUnderscores() {
    assertThat(Identifiers.free("a", Set.of("b"))).isEqualTo("a");
    assertThat(Identifiers.free("a", Set.of("a", "a_"))).isEqualTo("a__");
  }
}
