package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.HostHandler;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.RpcEnvelope;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import dev.actr.event.Ready;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.Typed;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about actors that cannot be deployed. */
@ParameterizedClass
@EnumSource
class DeploymentTest {

  @Parameter Extensions extensions;

  private String failure(Class<?>... beans) {
    Throwable failure = catchThrowable(() -> extensions.boot(beans).close());
    assertThat(failure).isInstanceOf(DeploymentException.class);
    return failure.getMessage();
  }

  @Test
  void actorInOrderIsDeployed() {
    try (TestContainer container = extensions.boot(Fine.class)) {
      assertThat(container.get(NodeManager.class).nodes()).containsOnlyKeys("fine");
    }
  }

  @Test
  void libraryWithoutActorsNeedsNoConfiguration() {
    try (TestContainer container = extensions.boot(Map.of())) {
      assertThat(container.get(NodeManager.class).nodes()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("classes")
  void classIsNamedWithItsProblem(Class<?> actor, String code, String said) {
    assertThat(failure(actor)).contains("ACTR000100", "1 problem", code, actor.getName(), said);
  }

  static Stream<Arguments> classes() {
    return Stream.of(
        Arguments.of(NoWorkload.class, "ACTR000101", "implement it"),
        Arguments.of(BadType.class, "ACTR000103", "acme:Echo"),
        Arguments.of(Unusable.class, "ACTR000104", "'a.b'"),
        Arguments.of(Requested.class, "ACTR000105", "@jakarta.enterprise.context.RequestScoped"),
        Arguments.of(Depending.class, "ACTR000105", "@jakarta.enterprise.context.Dependent"),
        Arguments.of(Abstract.class, "ACTR000106", "it is abstract"),
        Arguments.of(Interface.class, "ACTR000106", "it is an interface"),
        Arguments.of(Inner.class, "ACTR000106", "an inner class that is not static"),
        Arguments.of(Constructed.class, "ACTR000106", "without a constructor"),
        Arguments.of(Intercepting.class, "ACTR000106", "it is an interceptor"),
        Arguments.of(Restricted.class, "ACTR000107", "@Typed"),
        Arguments.of(ByStereotype.class, "ACTR000108", Echoing.class.getName()),
        Arguments.of(Final.class, "ACTR000118", "must not be final"),
        Arguments.of(FinalMethod.class, "ACTR000118", "must not be final"));
  }

  @Test
  void sameNameNamesBothClasses() {
    assertThat(failure(Fine.class, AlsoFine.class))
        .contains("ACTR000102", "'fine'", Fine.class.getName(), AlsoFine.class.getName());
  }

  @Test
  void vetoedClassIsNoProblem() {
    try (TestContainer container = extensions.boot(Fine.class, Gone.class)) {
      assertThat(container.get(NodeManager.class).nodes()).containsOnlyKeys("fine");
    }
  }

  @Test
  void allProblemsAreReportedTogether() {
    assertThat(failure(Fine.class, NoWorkload.class, BadType.class, HandlerOfNobody.class))
        .contains("3 problem", "ACTR000101", "ACTR000103", "ACTR000109");
  }

  @Test
  void handlerOfUnknownActorNamesTheActorsThereAre() {
    assertThat(failure(Fine.class, HandlerOfNobody.class))
        .contains("ACTR000109", HandlerOfNobody.class.getName(), "\"nobody\"", "[fine]");
  }

  @Test
  void secondHandlerForOneActorIsRefused() {
    assertThat(failure(Fine.class, HandlerOfFine.class, OtherHandlerOfFine.class))
        .contains(
            "ACTR000110",
            "the actor fine",
            HandlerOfFine.class.getName(),
            OtherHandlerOfFine.class.getName());
  }

  @Test
  void secondHandlerForAllIsRefused() {
    assertThat(failure(Fine.class, HandlerOfAll.class, OtherHandlerOfAll.class))
        .contains("ACTR000110", "the actors without one of their own");
  }

  @Test
  void strongestAlternativeIsTheHandler() {
    try (TestContainer container =
        extensions.boot(
            Fine.class, HandlerOfFine.class, AlternativeOfFine.class, WeakerOfFine.class)) {
      assertThat(container.get(HostHandler.class, OfActor.Literal.of("fine")))
          .isInstanceOf(AlternativeOfFine.class);
    }
  }

  @Test
  void alternativesOfTheSameStrengthAreRefused() {
    assertThat(failure(Fine.class, AlternativeOfFine.class, OtherAlternativeOfFine.class))
        .contains("ACTR000110", "1 problem", AlternativeOfFine.class.getName());
  }

  @Test
  void observerOfUnknownActorIsWarnedOf() {
    try (LogRecords log = new LogRecords();
        TestContainer container = extensions.boot(Fine.class, Waiting.class)) {
      assertThat(container.get(NodeManager.class).nodes()).hasSize(1);
      assertThat(log.with("ACTR000122", Waiting.class.getName(), "\"godot\"", "[fine]")).hasSize(1);
    }
  }

  abstract static class NoRoutes implements Workload {
    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }
  }

  @Actor("acme:Fine:1.0.0")
  static class Fine extends NoRoutes {}

  @Actor(value = "acme:Other:1.0.0", name = "fine")
  static class AlsoFine extends NoRoutes {}

  @Vetoed
  @Actor("acme:Gone:1.0.0")
  abstract static class Gone extends NoRoutes {}

  @Actor("acme:NoWorkload:1.0.0")
  static class NoWorkload {}

  @Actor("acme:Echo")
  static class BadType extends NoRoutes {}

  @Actor(value = "acme:Echo:1.0.0", name = "a.b")
  static class Unusable extends NoRoutes {}

  @RequestScoped
  @Actor("acme:Echo:1.0.0")
  static class Requested extends NoRoutes {}

  @Dependent
  @Actor("acme:Echo:1.0.0")
  static class Depending extends NoRoutes {}

  @Actor("acme:Echo:1.0.0")
  abstract static class Abstract extends NoRoutes {}

  @Actor("acme:Echo:1.0.0")
  interface Interface extends Workload {}

  @Actor("acme:Echo:1.0.0")
  class Inner extends NoRoutes {}

  @Actor("acme:Echo:1.0.0")
  static class Constructed extends NoRoutes {
    Constructed(int number) {}
  }

  @InterceptorBinding
  @Retention(RetentionPolicy.RUNTIME)
  @interface Bound {}

  @Bound
  @Interceptor
  @Dependent
  @Actor("acme:Echo:1.0.0")
  static class Intercepting {
    @AroundInvoke
    Object around(InvocationContext invocation) throws Exception {
      return invocation.proceed();
    }
  }

  @Typed(Restricted.class)
  @Actor("acme:Echo:1.0.0")
  static class Restricted extends NoRoutes {}

  @Stereotype
  @Actor("acme:Echo:1.0.0")
  @Retention(RetentionPolicy.RUNTIME)
  @interface Echoing {}

  @Echoing
  static class ByStereotype extends NoRoutes {}

  @Actor("acme:Echo:1.0.0")
  static final class Final extends NoRoutes {}

  @Actor("acme:Echo:1.0.0")
  static class FinalMethod extends NoRoutes {
    @Override
    public final void onReady(ActorContext context) {}
  }

  abstract static class Silent implements HostHandler {
    @Override
    public byte[] handle(RpcEnvelope envelope, ActorContext context) {
      return new byte[0];
    }
  }

  @OfActor("nobody")
  @ApplicationScoped
  static class HandlerOfNobody extends Silent {}

  @OfActor("fine")
  @ApplicationScoped
  static class HandlerOfFine extends Silent {}

  @OfActor("fine")
  @ApplicationScoped
  static class OtherHandlerOfFine extends Silent {}

  @Alternative
  @Priority(2)
  @OfActor("fine")
  @ApplicationScoped
  static class AlternativeOfFine extends Silent {}

  @Alternative
  @Priority(2)
  @OfActor("fine")
  @ApplicationScoped
  static class OtherAlternativeOfFine extends Silent {}

  @Alternative
  @Priority(1)
  @OfActor("fine")
  @ApplicationScoped
  static class WeakerOfFine extends Silent {}

  @ApplicationScoped
  static class HandlerOfAll extends Silent {}

  @ApplicationScoped
  static class OtherHandlerOfAll extends Silent {}

  @ApplicationScoped
  static class Waiting {
    void ready(@Observes @Ready @OfActor("godot") NodeEvent event) {}
  }
}
