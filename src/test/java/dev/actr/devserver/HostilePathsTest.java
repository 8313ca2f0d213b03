package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Hostile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the development server's paths, and how many ask. */
class HostilePathsTest {

  private DevServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/ais/../../../etc/passwd",
        "/ais/%2e%2e/%2e%2e/etc/passwd",
        "/ais/register%00.txt",
        "/ais//register",
        "/%61is/..%2fregister",
        "//elsewhere.example/ais/register",
        "/ais/register/",
        "/%"
      })
  @Hostile("H101")
  void aPathThatLeadsElsewhereLeadsNowhere(String path) throws Exception {
    server = DevServer.builder().port(0).start();
    try (RawClient raw = new RawClient(server)) {
      raw.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertThat(raw.readToEnd()).matches("(?s)HTTP/1.1 (404|400) .*");
    }
  }

  @Test
  @Hostile("H102")
  void connectionsBeyondTheLimitAreClosedAtOnce() throws Exception {
    server = DevServer.builder().port(0).maxConnections(5).start();
    List<RawClient> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        idle.add(new RawClient(server));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                try (RawClient more = new RawClient(server)) {
                  return more.readToEnd().isEmpty();
                }
              });
    } finally {
      for (RawClient client : idle) {
        client.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> TestAis.get(server, "/health").statusCode() == 200);
  }
}
