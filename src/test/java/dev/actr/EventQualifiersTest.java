package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.event.CredentialExpiring;
import dev.actr.event.CredentialRenewed;
import dev.actr.event.Failed;
import dev.actr.event.MailboxBackpressure;
import dev.actr.event.OfActor;
import dev.actr.event.Ready;
import dev.actr.event.SignalingConnected;
import dev.actr.event.SignalingConnecting;
import dev.actr.event.SignalingDisconnected;
import dev.actr.event.Started;
import dev.actr.event.Stopping;
import dev.actr.event.WebRtcConnected;
import dev.actr.event.WebRtcConnecting;
import dev.actr.event.WebRtcDisconnected;
import dev.actr.event.WebSocketConnected;
import dev.actr.event.WebSocketConnecting;
import dev.actr.event.WebSocketDisconnected;
import jakarta.inject.Qualifier;
import java.lang.annotation.Annotation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventQualifiersTest {

  @Started
  @Ready
  @Stopping
  @Failed
  @SignalingConnecting
  @SignalingConnected
  @SignalingDisconnected
  @WebSocketConnecting
  @WebSocketConnected
  @WebSocketDisconnected
  @WebRtcConnecting
  @WebRtcConnected
  @WebRtcDisconnected
  @CredentialRenewed
  @CredentialExpiring
  @MailboxBackpressure
  static final class Annotated {}

  @OfActor("a")
  static final class OwnedByA {}

  static List<Class<? extends Annotation>> qualifiers() {
    return Arrays.stream(Annotated.class.getAnnotations())
        .<Class<? extends Annotation>>map(Annotation::annotationType)
        .toList();
  }

  static Stream<Class<? extends Annotation>> qualifiersAndOwner() {
    return Stream.concat(qualifiers().stream(), Stream.of(OfActor.class));
  }

  @Test
  void thereIsOneForEachHook() {
    assertThat(qualifiers()).hasSize(16);
  }

  @ParameterizedTest
  @MethodSource("qualifiersAndOwner")
  void eachQualifiesBeansEventsAndObserversAtRunTime(Class<? extends Annotation> type) {
    assertThat(type).hasAnnotations(Qualifier.class, Documented.class);
    assertThat(type.getAnnotation(Retention.class).value()).isEqualTo(RetentionPolicy.RUNTIME);
    assertThat(type.getAnnotation(Target.class).value())
        .containsExactlyInAnyOrder(
            ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER);
  }

  @ParameterizedTest
  @MethodSource("qualifiers")
  void eachLiteralEqualsItsAnnotation(Class<? extends Annotation> type) throws Exception {
    Annotation written = Annotated.class.getAnnotation(type);
    Annotation literal =
        (Annotation) Class.forName(type.getName() + "$Literal").getField("INSTANCE").get(null);
    assertThat(literal.annotationType()).isEqualTo(type);
    assertThat(literal).isEqualTo(written).hasSameHashCodeAs(written);
    assertThat(written).isEqualTo(literal);
    assertThat(type.getDeclaredMethods()).isEmpty();
  }

  @Test
  void anOwnerLiteralEqualsTheAnnotationOfTheSameName() {
    OfActor written = OwnedByA.class.getAnnotation(OfActor.class);
    OfActor literal = OfActor.Literal.of("a");
    assertThat(literal).isEqualTo(written).hasSameHashCodeAs(written);
    assertThat(written).isEqualTo(literal);
    assertThat(literal.annotationType()).isEqualTo(OfActor.class);
    assertThat(literal.value()).isEqualTo("a");
  }

  @Test
  void ownersOfOtherNamesDiffer() {
    OfActor literal = OfActor.Literal.of("b");
    assertThat(literal).isNotEqualTo(OwnedByA.class.getAnnotation(OfActor.class));
    assertThat(literal).isEqualTo(OfActor.Literal.of("b"));
    assertThat(literal).isNotEqualTo(OfActor.Literal.of("B"));
  }
}
