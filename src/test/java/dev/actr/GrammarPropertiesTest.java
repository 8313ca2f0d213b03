package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class GrammarPropertiesTest {

  @Property(tries = 5000, seed = "1")
  void realmsReadAsTheyAreWritten(@ForAll @LongRange(max = 0xFFFF_FFFFL) long id) {
    Realm realm = new Realm(id);
    assertThat(Realm.parse(realm.toString())).isEqualTo(realm);
  }

  @Property(tries = 5000, seed = "1")
  void typesReadAsTheyAreWritten(@ForAll("types") ActrType type) {
    assertThat(ActrType.parse(type.toString())).isEqualTo(type);
  }

  @Property(tries = 5000, seed = "1")
  void idsReadAsTheyAreWritten(
      @ForAll long serial,
      @ForAll @LongRange(max = 0xFFFF_FFFFL) long realm,
      @ForAll("types") ActrType type) {
    ActrId id = new ActrId(new Realm(realm), serial, type);
    assertThat(ActrId.parse(id.toString())).isEqualTo(id);
  }

  @Provide
  Arbitrary<ActrType> types() {
    Arbitrary<String> version =
        Arbitraries.strings().all().excludeChars(':').ofMinLength(1).ofMaxLength(40);
    return Combinators.combine(names(), names(), version).as(ActrType::new);
  }

  private static Arbitrary<String> names() {
    Arbitrary<String> letter = Arbitraries.of("a", "Z", "é", "名", "ß", "Ж", "𝒜");
    Arbitrary<String> digit = Arbitraries.of("0", "9", "٣", "½", "Ⅳ");
    Arbitrary<String> inner =
        Arbitraries.oneOf(letter, digit, Arbitraries.of("-", "_", "."))
            .list()
            .ofMaxSize(30)
            .map(parts -> String.join("", parts));
    Arbitrary<String> last = Arbitraries.oneOf(letter, digit);
    return Arbitraries.oneOf(
        letter,
        Combinators.combine(letter, inner, last)
            .as((first, middle, end) -> first + middle + end)
            .filter(name -> name.getBytes(StandardCharsets.UTF_8).length <= 32));
  }
}
