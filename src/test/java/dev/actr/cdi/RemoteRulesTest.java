package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.actr.Actor;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.Remote;
import dev.actr.RemoteCaller;
import dev.actr.ServiceClient;
import dev.actr.ServiceSpec;
import dev.actr.Workload;
import dev.actr.event.Ready;
import dev.actr.test.echo.EchoServiceClient;
import dev.actr.test.echo.EchoServiceMethods;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about clients that cannot be injected. */
@ParameterizedClass
@EnumSource
class RemoteRulesTest {

  @Parameter Extensions extensions;

  private String failure(Class<?>... beans) {
    Throwable failure = catchThrowable(() -> extensions.boot(beans).close());
    assertThat(failure).isInstanceOf(DeploymentException.class);
    return failure.getMessage();
  }

  @ParameterizedTest
  @ValueSource(classes = {Fine.class, Looking.class, OwnClient.class})
  void clientInOrderIsDeployed(Class<?> bean) {
    try (TestContainer container = extensions.boot(One.class, bean)) {
      assertThat(container.get(bean)).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("classes")
  void injectionPointIsNamedWithItsProblem(Class<?> bean, String code, String said) {
    assertThat(failure(One.class, bean))
        .contains("ACTR000100", "1 problem", code, bean.getSimpleName() + ".point", said);
  }

  static Stream<Arguments> classes() {
    return Stream.of(
        Arguments.of(OfText.class, "ACTR000140", "is of type java.lang.String"),
        Arguments.of(OfInterface.class, "ACTR000140", "is of type dev.actr.ServiceClient"),
        Arguments.of(OfAbstract.class, "ACTR000140", "AbstractClient"),
        Arguments.of(OfUnmakeable.class, "ACTR000140", "public constructor with a RemoteCaller"),
        Arguments.of(LookingForText.class, "ACTR000140", "is of type java.lang.String"),
        Arguments.of(
            OfList.class, "ACTR000140", "java.util.List<" + EchoServiceClient.class.getName()),
        Arguments.of(OfBadType.class, "ACTR000141", "acme:Echo"),
        Arguments.of(OfStranger.class, "ACTR000143", "\"stranger\""));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void parameterIsNamedByItsPlace(Class<?> bean, String place) {
    assertThat(failure(One.class, bean)).contains("1 problem", "ACTR000143", place);
  }

  static Stream<Arguments> parameters() {
    return Stream.of(
        Arguments.of(
            Constructed.class, "parameter 1 of the constructor of " + Constructed.class.getName()),
        Arguments.of(Initialised.class, "parameter 2 of " + Initialised.class.getName() + ".point"),
        Arguments.of(Observing.class, "parameter 2 of " + Observing.class.getName() + ".point"),
        Arguments.of(Producing.class, "parameter 1 of " + Producing.class.getName() + ".point"),
        Arguments.of(Disposing.class, "parameter 2 of " + Disposing.class.getName() + ".point"));
  }

  @Test
  void callerIsNamedWhereThereAreSeveralActors() {
    assertThat(failure(One.class, Two.class, Fine.class))
        .contains("ACTR000142", "1 problem", "Fine.point", "@Remote(from = ...)", "[one, two]");
  }

  @Test
  void clientsNeedAnActor() {
    assertThat(failure(Fine.class)).contains("ACTR000142", "1 problem", "the application has []");
  }

  @Test
  void allProblemsAreReportedTogetherAndNoneThatFollowsFromAnother() {
    assertThat(failure(Misnamed.class, OfMisnamed.class, OfText.class, OfBadType.class))
        .contains("3 problem", "ACTR000103", "ACTR000140", "ACTR000141");
  }

  abstract static class NoRoutes implements Workload {
    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }
  }

  @Actor("acme:One:1.0.0")
  static class One extends NoRoutes {}

  @Actor("acme:Two:1.0.0")
  static class Two extends NoRoutes {}

  @Actor("acme:Misnamed")
  static class Misnamed extends NoRoutes {}

  @ApplicationScoped
  static class Fine {
    @Inject
    @Remote("acme:EchoService:1.0.0")
    EchoServiceClient point;
  }

  @ApplicationScoped
  static class Looking {
    @Inject
    @Remote(value = "acme:EchoService:1.0.0", from = "one")
    Instance<EchoServiceClient> point;

    @Inject
    @Remote("acme:EchoService:2.0.0")
    Provider<EchoServiceClient> other;
  }

  @ApplicationScoped
  static class OwnClient {
    @Inject
    @Remote("acme:EchoService:1.0.0")
    HandWrittenClient point;
  }

  public static class HandWrittenClient implements ServiceClient {
    private static final long serialVersionUID = 1L;

    public HandWrittenClient(RemoteCaller caller) {}

    @Override
    public ServiceSpec service() {
      return EchoServiceMethods.SPEC;
    }
  }

  @ApplicationScoped
  static class OfText {
    @Inject
    @Remote("acme:EchoService:1.0.0")
    String point;
  }

  @ApplicationScoped
  static class OfInterface {
    @Inject
    @Remote("acme:EchoService:1.0.0")
    ServiceClient point;
  }

  public abstract static class AbstractClient extends HandWrittenClient {
    private static final long serialVersionUID = 1L;

    public AbstractClient(RemoteCaller caller) {
      super(caller);
    }
  }

  @ApplicationScoped
  static class OfAbstract {
    @Inject
    @Remote("acme:EchoService:1.0.0")
    AbstractClient point;
  }

  public static class Unmakeable extends HandWrittenClient {
    private static final long serialVersionUID = 1L;

    Unmakeable(RemoteCaller caller) {
      super(caller);
    }
  }

  @ApplicationScoped
  static class OfUnmakeable {
    @Inject
    @Remote("acme:EchoService:1.0.0")
    Unmakeable point;
  }

  @ApplicationScoped
  static class LookingForText {
    @Inject
    @Remote("acme:EchoService:1.0.0")
    Instance<String> point;
  }

  @ApplicationScoped
  static class OfList {
    @Inject
    @Remote("acme:EchoService:1.0.0")
    List<EchoServiceClient> point;
  }

  @Dependent
  static class Constructed {
    @Inject
    Constructed(
        @Remote(value = "acme:EchoService:1.0.0", from = "stranger") EchoServiceClient point) {}
  }

  @ApplicationScoped
  static class Initialised {
    @Inject
    void point(
        One actor,
        @Remote(value = "acme:EchoService:1.0.0", from = "stranger") EchoServiceClient point) {}
  }

  @ApplicationScoped
  static class Observing {
    void point(
        @Observes @Ready NodeEvent event,
        @Remote(value = "acme:EchoService:1.0.0", from = "stranger") EchoServiceClient client) {}
  }

  @ApplicationScoped
  static class Producing {
    @Produces
    Thread point(
        @Remote(value = "acme:EchoService:1.0.0", from = "stranger") EchoServiceClient client) {
      return new Thread();
    }
  }

  @ApplicationScoped
  static class Disposing {
    @Produces
    Thread thread() {
      return new Thread();
    }

    void point(
        @Disposes Thread thread,
        @Remote(value = "acme:EchoService:1.0.0", from = "stranger") EchoServiceClient client) {}
  }

  @ApplicationScoped
  static class OfBadType {
    @Inject
    @Remote(value = "acme:Echo", from = "")
    EchoServiceClient point;
  }

  @ApplicationScoped
  static class OfStranger {
    @Inject
    @Remote(value = "acme:EchoService:1.0.0", from = "stranger")
    EchoServiceClient point;
  }

  @ApplicationScoped
  static class OfMisnamed {
    @Inject
    @Remote(value = "acme:EchoService:1.0.0", from = "misnamed")
    EchoServiceClient point;
  }
}
