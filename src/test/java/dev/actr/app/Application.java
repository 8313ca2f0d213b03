package dev.actr.app;

import static org.awaitility.Awaitility.await;

import dev.actr.cdi.HealthChecks;
import dev.actr.cdi.TestContainer;
import dev.actr.devserver.DevServer;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** An application in a container of its own, as its operator sees it. */
final class Application implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestContainer container;

  private Application(TestContainer container) {
    this.container = container;
  }

  /** The configuration of actors that any peer can reach and that do not wait long to try again. */
  static Map<String, String> config(String... keysAndValues) {
    Map<String, String> config = new HashMap<>();
    config.put("actr.realm.id", "1001");
    config.put("actr.websocket.port", "0");
    config.put("actr.websocket.host", "127.0.0.1");
    config.put("actr.mailbox.durability", "memory");
    config.put("actr.reconnect.initial-delay", "PT0.05S");
    config.put("actr.reconnect.max-delay", "PT0.2S");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      config.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return config;
  }

  /** As {@link #config}, of actors that use this server. */
  static Map<String, String> configOn(DevServer server, String... keysAndValues) {
    Map<String, String> config = config(keysAndValues);
    config.putIfAbsent("actr.ais.url", server.aisUri().toString());
    config.putIfAbsent("actr.signaling.url", server.signalingUri().toString());
    return config;
  }

  /** Starts an application of these beans. Its nodes become ready in their own time. */
  static Application start(Map<String, String> config, Class<?>... beans) {
    return new Application(TestContainer.boot(config, beans));
  }

  <T> T get(Class<T> type) {
    return container.get(type);
  }

  /** The readiness check of an actor. */
  JsonObject readiness(String actor) {
    return HealthChecks.find(reporter().getReadiness(), "actr-" + actor);
  }

  JsonObject startup() {
    return HealthChecks.find(reporter().getStartup(), "actr-startup");
  }

  JsonObject liveness() {
    return HealthChecks.find(reporter().getLiveness(), "actr-liveness");
  }

  private SmallRyeHealthReporter reporter() {
    return container.get(SmallRyeHealthReporter.class);
  }

  static boolean isUp(JsonObject check) {
    return check.getString("status").equals("UP");
  }

  /** The state of the node that a readiness check tells. */
  static String state(JsonObject readiness) {
    return readiness.getJsonObject("data").getString("state");
  }

  Application awaitReady(String... actors) {
    for (String actor : actors) {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> isUp(readiness(actor)));
    }
    return this;
  }

  void awaitState(String actor, String state) {
    await().atMost(PATIENCE).until(() -> state(readiness(actor)).equals(state));
  }

  @Override
  public void close() {
    container.close();
  }
}
