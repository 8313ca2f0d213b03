package dev.actr.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Actor;
import dev.actr.devserver.DevServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Applications that share nothing but a server find and call each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NeighboursTest {

  private DevServer server;
  private Application left;
  private Application right;
  private ChildJvm child;

  @BeforeAll
  void start() throws Exception {
    server = DevServer.builder().port(0).start();
    Map<String, String> config = Application.configOn(server);
    child =
        ChildJvm.start(
            Map.of(),
            config.entrySet().stream().map(e -> "-D" + e.getKey() + "=" + e.getValue()).toList(),
            List.of(ChildApplication.class.getName(), ChildApplication.Child.class.getName()));
    left = Application.start(config, Left.class).awaitReady("left");
    right = Application.start(config, Right.class).awaitReady("right");
    child.awaitLine("child ready ");
  }

  @AfterAll
  void stop() {
    child.close();
    left.close();
    right.close();
    server.close();
  }

  @Test
  void twoApplicationsInOneProcessCallEachOther() {
    assertThat(left.get(Left.class).call("acme:Right:1.0.0", "hello"))
        .isEqualTo("right to Left: hello");
    assertThat(right.get(Right.class).call("acme:Left:1.0.0", "hello"))
        .isEqualTo("left to Right: hello");
  }

  @Test
  void twoApplicationsInTwoProcessesCallEachOther() {
    assertThat(left.get(Left.class).call("acme:Child:1.0.0", "hello"))
        .isEqualTo("child to Left: hello");

    child.tell("acme:Left:1.0.0 hello");

    assertThat(child.awaitLine("reply ")).isEqualTo("left to Child: hello");
  }

  @Actor("acme:Left:1.0.0")
  static class Left extends Neighbour {}

  @Actor("acme:Right:1.0.0")
  static class Right extends Neighbour {}
}
