package dev.actr.app;

import static dev.actr.app.Application.PATIENCE;
import static dev.actr.app.Application.isUp;
import static dev.actr.app.Application.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.devserver.DevServer;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What health tells of the nodes of a running application. */
class ReadinessTest {

  /** A port nothing listens on. */
  private static final String NOWHERE = "127.0.0.1:1";

  private DevServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = DevServer.builder().port(0).start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void nodeIsNotReadyBeforeItsOnReadyHasReturned() {
    try (Application application =
        Application.start(Application.configOn(server), Thorough.class, Gate.class)) {
      Gate gate = application.get(Gate.class);
      try {
        gate.awaitReached();

        assertThat(isUp(application.readiness("thorough"))).isFalse();
        assertThat(isUp(application.startup())).isTrue();
      } finally {
        gate.open();
      }
      application.awaitReady("thorough");
    }
  }

  @Test
  void nodeWithoutTrafficIsReadyAndTellsWhoItIs() {
    try (Application application = Application.start(Application.configOn(server), Quiet.class)) {
      application.awaitReady("quiet");

      JsonObject readiness = application.readiness("quiet");
      assertThat(state(readiness)).isEqualTo("READY");
      assertThat(readiness.getJsonObject("data").getString("id"))
          .endsWith("@1001/acme:Quiet:1.0.0");
      assertThat(isUp(application.startup())).isTrue();
      assertThat(isUp(application.liveness())).isTrue();
    }
  }

  @Test
  void registeredNodeWhoseSignalingIsAwayHasStartedButIsNotReady() {
    try (Application application =
        Application.start(
            Application.configOn(server, "actr.signaling.url", "ws://" + NOWHERE + "/signaling/ws"),
            Quiet.class)) {
      await().atMost(PATIENCE).until(() -> isUp(application.startup()));

      application.awaitState("quiet", "CONNECTING");
      assertThat(isUp(application.readiness("quiet"))).isFalse();
      assertThat(isUp(application.liveness())).isTrue();
    }
  }

  @Test
  void nodeWhoseAisIsAwayHasNotStartedButIsAlive() {
    try (Application application =
        Application.start(
            Application.configOn(server, "actr.ais.url", "http://" + NOWHERE + "/ais"),
            Quiet.class)) {
      application.awaitState("quiet", "REGISTERING");

      assertThat(isUp(application.readiness("quiet"))).isFalse();
      assertThat(isUp(application.startup())).isFalse();
      assertThat(application.startup().getJsonObject("data").getString("waiting"))
          .isEqualTo("quiet");
      assertThat(isUp(application.liveness())).isTrue();
    }
  }

  @Test
  void actorLeftOutOfHealthIsUpWhateverItsState() {
    try (Application application =
        Application.start(
            Application.configOn(
                server,
                "actr.actors.quiet.health.enabled",
                "false",
                "actr.actors.quiet.ais.url",
                "http://" + NOWHERE + "/ais"),
            Quiet.class,
            Talker.class)) {
      application.awaitState("quiet", "REGISTERING");
      application.awaitReady("talker");

      assertThat(isUp(application.readiness("quiet"))).isTrue();
      assertThat(isUp(application.startup())).isTrue();
    }
  }

  @Actor("acme:Quiet:1.0.0")
  static class Quiet extends PlainActor {}

  @Actor("acme:Talker:1.0.0")
  static class Talker extends PlainActor {}

  /** Has something to do before it serves. */
  @Actor("acme:Thorough:1.0.0")
  static class Thorough extends PlainActor {

    @Inject Gate gate;

    @Override
    public void onReady(ActorContext context) throws Exception {
      gate.pass();
      super.onReady(context);
    }
  }
}
