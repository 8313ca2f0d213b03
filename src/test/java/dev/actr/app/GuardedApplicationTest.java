package dev.actr.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.Actor;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.cdi.NodeManager;
import dev.actr.devserver.DevServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Access rules in an application's configuration, as its callers and its operator see them. */
class GuardedApplicationTest {

  @Test
  void whoNoRuleAllowsIsDeniedAndTheApplicationCanReadHowOften() throws Exception {
    // The callee decides; with its rules signaling would not even let it be found.
    try (DevServer server = DevServer.builder().port(0).enforceAccessRules(false).start();
        Application guarded =
            Application.start(
                Application.configOn(
                    server,
                    "actr.actors.guarded.acl[0].permission",
                    "allow",
                    "actr.actors.guarded.acl[0].type",
                    "acme:Friend:1.0.0"),
                Guarded.class);
        Application others = started(server)) {
      guarded.awaitReady("guarded");
      others.awaitReady("friend", "stranger");

      assertThat(others.get(Friend.class).call("acme:Guarded:1.0.0", "hello"))
          .isEqualTo("guarded to Friend: hello");
      for (int i = 0; i < 2; i++) {
        ActrException denied =
            catchThrowableOfType(
                ActrException.class,
                () -> others.get(Stranger.class).call("acme:Guarded:1.0.0", "hello"));
        assertThat(denied.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
      }

      assertThat(guarded.get(NodeManager.class).deniedRequests("guarded")).isEqualTo(2);
    }
  }

  private static Application started(DevServer server) {
    Map<String, String> config = Application.configOn(server);
    return Application.start(config, Friend.class, Stranger.class);
  }

  @Actor("acme:Guarded:1.0.0")
  static class Guarded extends Neighbour {}

  @Actor("acme:Friend:1.0.0")
  static class Friend extends Neighbour {}

  @Actor("acme:Stranger:1.0.0")
  static class Stranger extends Neighbour {}
}
