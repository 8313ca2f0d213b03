package dev.actr.app;

import static dev.actr.app.Application.PATIENCE;
import static dev.actr.app.Application.isUp;
import static dev.actr.app.Application.state;
import static dev.actr.node.Hook.CREDENTIAL_EXPIRING;
import static dev.actr.node.Hook.CREDENTIAL_RENEWED;
import static dev.actr.node.Hook.ERROR;
import static dev.actr.node.Hook.SIGNALING_CONNECTED;
import static dev.actr.node.Hook.SIGNALING_CONNECTING;
import static dev.actr.node.Hook.SIGNALING_DISCONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_CONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ErrorCategory;
import dev.actr.ErrorEvent;
import dev.actr.app.Sighting.Receiver;
import dev.actr.devserver.DevServer;
import dev.actr.node.Hook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A running pair whose server goes and comes back. */
class ServerRestartTest {

  private static final List<String> ACTORS = List.of("echo", "caller");

  private DevServer server;
  private Application application;
  private ObservedApplication.Caller caller;
  private List<Sighting> seen;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.builder().port(0).start();
    application =
        Application.start(Application.configOn(server), ObservedApplication.BEANS)
            .awaitReady("echo", "caller");
    caller = application.get(ObservedApplication.Caller.class);
    seen = application.get(ObservedApplication.Journal.class).sightings();
  }

  @AfterEach
  void stop() {
    application.close();
    server.close();
  }

  private void stopServer() {
    server.close();
    for (String actor : ACTORS) {
      await().atMost(PATIENCE).until(() -> !isUp(application.readiness(actor)));
    }
  }

  private void restartServer() throws Exception {
    server = DevServer.builder().port(server.port()).start();
    application.awaitReady("echo", "caller");
  }

  private List<Sighting> methods(String actor) {
    return seen.stream().filter(s -> s.by() == Receiver.METHOD && s.actor().equals(actor)).toList();
  }

  private Stream<Hook> hooks(String actor) {
    return methods(actor).stream().map(Sighting::hook);
  }

  @Test
  void readinessGoesDownWithTheServerAndUpAgainByItselfAndCallsWorkAgain() throws Exception {
    assertThat(caller.call("before")).isEqualTo("before");

    stopServer();
    assertThat(state(application.readiness("echo"))).isEqualTo("RECOVERING");
    assertThat(isUp(application.startup())).isTrue();
    assertThat(isUp(application.liveness())).isTrue();
    restartServer();

    assertThat(caller.call("after")).isEqualTo("after");
  }

  @Test
  void hooksInBetweenAreExactlyTheDocumentedOnes() throws Exception {
    caller.call("before");
    // Its hooks come in their own time.
    for (String actor : ACTORS) {
      await().atMost(PATIENCE).until(() -> hooks(actor).anyMatch(WEB_SOCKET_CONNECTED::equals));
    }
    Map<String, Integer> sawBefore = new HashMap<>();
    ACTORS.forEach(actor -> sawBefore.put(actor, methods(actor).size()));

    stopServer();
    for (String actor : ACTORS) {
      await().atMost(PATIENCE).until(() -> hooks(actor).filter(ERROR::equals).count() >= 2);
    }
    restartServer();

    for (String actor : ACTORS) {
      await()
          .atMost(PATIENCE)
          .until(() -> hooks(actor).filter(SIGNALING_CONNECTED::equals).count() == 2);
      List<Sighting> between = methods(actor).subList(sawBefore.get(actor), methods(actor).size());
      assertThat(withoutFailedAttempts(between))
          .containsExactly(
              SIGNALING_DISCONNECTED,
              CREDENTIAL_EXPIRING,
              CREDENTIAL_RENEWED,
              SIGNALING_CONNECTING,
              SIGNALING_CONNECTED);
      // Whichever of the two has its new identity first ends the connection they had.
      assertThat(between)
          .extracting(Sighting::hook)
          .filteredOn(WEB_SOCKET_DISCONNECTED::equals)
          .hasSize(1);
    }
  }

  /** Each attempt is a hook and, as it failed, an error. */
  private static List<Hook> withoutFailedAttempts(List<Sighting> between) {
    List<Hook> rest = new ArrayList<>();
    for (Sighting sighting : between) {
      if (sighting.hook() == WEB_SOCKET_DISCONNECTED) {
        continue;
      }
      if (sighting.hook() == ERROR) {
        ErrorEvent error = sighting.payload(ErrorEvent.class);
        assertThat(error.category()).isEqualTo(ErrorCategory.SIGNALING_FAILURE);
        assertThat(error.context()).isEqualTo("connecting to the signaling server");
        assertThat(rest.remove(rest.size() - 1)).isEqualTo(SIGNALING_CONNECTING);
      } else {
        rest.add(sighting.hook());
      }
    }
    return rest;
  }
}
