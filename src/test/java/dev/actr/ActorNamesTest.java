package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActorNamesTest {

  @Actor("acme:Echo:1.0.0")
  static class EchoService {}

  @Actor(value = "acme:Echo:1.0.0", name = "Named")
  static class NamedService {}

  static class EchoService_Subclass extends EchoService {}

  static class EchoService_Subclass_Proxy extends EchoService_Subclass {}

  static class NamedService_Proxy extends NamedService {}

  @Actor("acme:Other:1.0.0")
  static class OwnAnnotation extends NamedService {}

  static class Plain {}

  static class X {}

  static class URLService {}

  @ParameterizedTest
  @CsvSource({
    "EchoService, echoService",
    "NamedService, Named",
    "EchoService_Subclass, echoService",
    "EchoService_Subclass_Proxy, echoService",
    "NamedService_Proxy, Named",
    "OwnAnnotation, ownAnnotation",
    "Plain, plain",
    "X, x",
    "URLService, uRLService",
  })
  void nameComesFromTheAnnotationOrTheClass(String type, String name) throws Exception {
    assertThat(ActorNames.of(Class.forName(ActorNamesTest.class.getName() + "$" + type)))
        .isEqualTo(name);
  }

  @Test
  void anAnonymousClassHasNoNameOfItsOwn() {
    assertThat(ActorNames.of(new Object() {}.getClass())).isEmpty();
    assertThat(ActorNames.of(new EchoService() {}.getClass())).isEqualTo("echoService");
  }
}
