package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.actr.Actor;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.MessageDispatcher;
import dev.actr.Workload;
import dev.actr.node.NodeState;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.json.JsonObject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What MicroProfile Health tells of nodes. */
class HealthTest {

  @ParameterizedTest
  @EnumSource(NodeState.class)
  void nodeIsReadyExactlyWhileItsStateIsReady(NodeState state) {
    HealthCheckResponse response =
        NodeReadiness.response("echo", true, state, Optional.empty(), Optional.empty());

    assertThat(response.getName()).isEqualTo("actr-echo");
    assertThat(response.getStatus() == Status.UP).isEqualTo(state == NodeState.READY);
    assertThat(response.getData().orElseThrow()).containsOnly(entry("state", state.name()));
  }

  @Test
  void identityAndReasonAreTold() {
    HealthCheckResponse response =
        NodeReadiness.response(
            "echo",
            true,
            NodeState.CRASHED,
            Optional.of(Contexts.ID),
            Optional.of(new ActrException(ErrorKind.PERMISSION_DENIED, "not in this realm")));

    assertThat(response.getData().orElseThrow())
        .containsOnly(
            entry("state", "CRASHED"),
            entry("id", "2a@101/acme:Echo:1.0.0"),
            entry("reason", "PERMISSION_DENIED: not in this realm"));
  }

  @Test
  void actorThatDoesNotCountIsAlwaysUp() {
    assertThat(
            NodeReadiness.response(
                    "echo", false, NodeState.CRASHED, Optional.empty(), Optional.empty())
                .getStatus())
        .isEqualTo(Status.UP);
  }

  @ParameterizedTest
  @EnumSource
  void eachActorHasItsReadinessCheck(Extensions extensions) {
    try (TestContainer container =
        extensions.boot(
            TestContainer.configWith("actr.auto-start", "false"), First.class, Second.class)) {
      SmallRyeHealth readiness = container.get(SmallRyeHealthReporter.class).getReadiness();

      assertThat(readiness.isDown()).isTrue();
      for (String name : new String[] {"actr-first", "actr-second"}) {
        JsonObject check = HealthChecks.find(readiness, name);
        assertThat(check.getString("status")).isEqualTo("DOWN");
        assertThat(check.getJsonObject("data").getString("state")).isEqualTo("INITIALIZING");
      }
      assertThat(readiness.getPayload().getJsonArray("checks")).hasSize(2);
    }
  }

  @Test
  void applicationHasStartedWhenEachStartedNodeHasBeenRegistered() {
    try (TestContainer container =
        TestContainer.boot(
            TestContainer.configWith("actr.actors.second.auto-start", "false"),
            First.class,
            Second.class)) {
      SmallRyeHealth startup = container.get(SmallRyeHealthReporter.class).getStartup();

      JsonObject check = HealthChecks.find(startup, "actr-startup");
      assertThat(check.getString("status")).isEqualTo("DOWN");
      assertThat(check.getJsonObject("data").getString("waiting")).isEqualTo("first");
    }
  }

  @Test
  void applicationWithoutStartedNodesHasStarted() {
    try (TestContainer container =
        TestContainer.boot(TestContainer.configWith("actr.auto-start", "false"), First.class)) {
      SmallRyeHealth startup = container.get(SmallRyeHealthReporter.class).getStartup();

      assertThat(HealthChecks.find(startup, "actr-startup").getString("status")).isEqualTo("UP");
    }
  }

  @Test
  void unreachableNetworkDoesNotAskForARestart() {
    try (TestContainer container = TestContainer.boot(First.class)) {
      SmallRyeHealth liveness = container.get(SmallRyeHealthReporter.class).getLiveness();

      assertThat(HealthChecks.find(liveness, "actr-liveness").getString("status")).isEqualTo("UP");
    }
  }

  @Test
  void actorMayBeLeftOutOfHealth() {
    try (TestContainer container =
        TestContainer.boot(
            TestContainer.configWith("actr.actors.first.health.enabled", "false"), First.class)) {
      SmallRyeHealthReporter reporter = container.get(SmallRyeHealthReporter.class);

      assertThat(HealthChecks.find(reporter.getReadiness(), "actr-first").getString("status"))
          .isEqualTo("UP");
      assertThat(HealthChecks.find(reporter.getStartup(), "actr-startup").getString("status"))
          .isEqualTo("UP");
    }
  }

  @Actor("acme:First:1.0.0")
  static class First implements Workload {
    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }
  }

  @Actor("acme:Second:1.0.0")
  static class Second extends First {}
}
