package dev.actr.app;

import static dev.actr.app.Application.PATIENCE;
import static dev.actr.app.Application.isUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.Realm;
import dev.actr.cdi.LogRecords;
import dev.actr.devserver.DevServer;
import dev.actr.event.OfActor;
import dev.actr.event.Started;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One actor of an application cannot start: that is said, and the others run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailedStartTest {

  private DevServer server;
  private ServerSocket taken;

  @BeforeAll
  void startServer() throws Exception {
    server = DevServer.builder().port(0).realm(new Realm(1001), "right").start();
    taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
  }

  @AfterAll
  void stopServer() throws Exception {
    server.close();
    taken.close();
  }

  Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            "throwingMethod",
            Map.of(),
            List.of(ThrowingMethod.class),
            List.of("INTERNAL", "onStart failed", "no disk")),
        Arguments.of(
            "throwingMethodAnError",
            Map.of(),
            List.of(ThrowingMethodAnError.class),
            List.of("INTERNAL", "START failed", "no such class")),
        Arguments.of(
            "observed",
            Map.of(),
            List.of(Observed.class, ThrowingObserver.class),
            List.of("INTERNAL", "onStart failed", "no table")),
        Arguments.of(
            "unmakeable",
            Map.of(),
            List.of(Unmakeable.class),
            List.of("INTERNAL", Unmakeable.class.getName())),
        Arguments.of(
            "undispatchable",
            Map.of(),
            List.of(Undispatchable.class),
            List.of("INTERNAL", "no such class")),
        Arguments.of(
            "plain",
            Map.of("actr.actors.plain.realm.secret", "wrong"),
            List.of(Plain.class),
            List.of("PERMISSION_DENIED")),
        Arguments.of(
            "crowded",
            Map.of("actr.actors.crowded.websocket.port", String.valueOf(taken.getLocalPort())),
            List.of(Crowded.class),
            List.of("UNAVAILABLE", "actr.websocket.port", String.valueOf(taken.getLocalPort()))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void actorThatCannotStartIsNamedWithTheReasonAndTheOthersServe(
      String actor, Map<String, String> config, List<Class<?>> beans, List<String> reason) {
    try (LogRecords log = new LogRecords();
        Application application = start(config, beans)) {
      await()
          .atMost(PATIENCE)
          .until(() -> !log.with("ACTR000130", "Actor " + actor + " failed to start").isEmpty());

      assertThat(log.with("ACTR000130", "Actor " + actor))
          .singleElement()
          .satisfies(said -> assertThat(said).contains(reason));
      JsonObject readiness = application.readiness(actor);
      assertThat(isUp(readiness)).isFalse();
      assertThat(readiness.getJsonObject("data").getString("state")).isEqualTo("CRASHED");
      assertThat(readiness.getJsonObject("data").getString("reason")).contains(reason);
      assertThat(readiness.getJsonObject("data")).doesNotContainKey("id");
      assertThat(isUp(application.liveness())).isTrue();

      application.awaitReady("echo", "caller");
      assertThat(application.startup().getJsonObject("data").getString("waiting")).isEqualTo(actor);
      assertThat(application.get(Caller.class).call("acme:Echo:1.0.0", "hello")).isEqualTo("hello");
    }
  }

  private Application start(Map<String, String> config, List<Class<?>> beans) {
    Map<String, String> all =
        new HashMap<>(Application.configOn(server, "actr.realm.secret", "right"));
    all.putAll(config);
    return Application.start(
        all,
        Stream.concat(Stream.of(Echo.class, Caller.class), beans.stream()).toArray(Class[]::new));
  }

  @Test
  void failureOfOnStartIsLoggedWithItsReceiverAndNoOtherHookFollows() {
    List<String> hooks;
    try (LogRecords log = new LogRecords();
        Application application =
            start(Map.of(), List.of(Observed.class, ThrowingObserver.class))) {
      hooks = application.get(Observed.class).hooks();
      application.awaitState("observed", "CRASHED");

      assertThat(log.with("ACTR000131", "observed", "START", ThrowingObserver.class.getName()))
          .hasSize(1);
    }
    assertThat(hooks).containsExactly("onStart");
  }

  @Test
  void failureToMakeTheActorIsLoggedWithItsCause() {
    try (LogRecords log = new LogRecords();
        Application application = start(Map.of(), List.of(Unmakeable.class))) {
      application.awaitState("unmakeable", "CRASHED");

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(log.thrownWith("ACTR000130", "unmakeable"))
                      .singleElement(InstanceOfAssertFactories.THROWABLE)
                      .hasStackTraceContaining("no parts"));
    }
  }

  @Actor("acme:Echo:1.0.0")
  static class Echo extends PlainActor {}

  @Actor("acme:Caller:1.0.0")
  static class Caller extends PlainActor {}

  @Actor("acme:Plain:1.0.0")
  static class Plain extends PlainActor {}

  @Actor("acme:Crowded:1.0.0")
  static class Crowded extends PlainActor {}

  @Actor("acme:Throwing:1.0.0")
  static class ThrowingMethod extends PlainActor {
    @Override
    public void onStart(ActorContext context) {
      throw new IllegalStateException("no disk");
    }
  }

  @Actor("acme:Throwing:1.0.0")
  static class ThrowingMethodAnError extends PlainActor {
    @Override
    public void onStart(ActorContext context) {
      throw new NoClassDefFoundError("no such class");
    }
  }

  @Actor("acme:Observed:1.0.0")
  static class Observed extends PlainActor {

    private final List<String> hooks = new CopyOnWriteArrayList<>();

    @Override
    public void onStart(ActorContext context) {
      hooks.add("onStart");
    }

    @Override
    public void onStop(ActorContext context) {
      hooks.add("onStop");
    }

    List<String> hooks() {
      return hooks;
    }
  }

  @ApplicationScoped
  static class ThrowingObserver {
    void prepare(@Observes @Started @OfActor("observed") NodeEvent event) {
      throw new IllegalStateException("no table");
    }
  }

  @Actor("acme:Unmakeable:1.0.0")
  static class Unmakeable extends PlainActor {
    @PostConstruct
    void make() {
      throw new IllegalStateException("no parts");
    }
  }

  /** As with generated code of another version. */
  @Actor("acme:Undispatchable:1.0.0")
  static class Undispatchable extends PlainActor {
    @Override
    public MessageDispatcher<EchoHandler> dispatcher() {
      throw new NoClassDefFoundError("no such class");
    }
  }
}
