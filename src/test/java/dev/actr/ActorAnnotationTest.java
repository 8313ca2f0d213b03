package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

class ActorAnnotationTest {

  @Test
  void actorIsABeanDefiningStereotypeOfApplicationScope() {
    assertThat(Actor.class)
        .hasAnnotations(Stereotype.class, ApplicationScoped.class, Retention.class);
    assertThat(Actor.class.getAnnotation(Retention.class).value())
        .isEqualTo(RetentionPolicy.RUNTIME);
    assertThat(Actor.class.getAnnotation(Target.class).value()).containsExactly(ElementType.TYPE);
  }
}
