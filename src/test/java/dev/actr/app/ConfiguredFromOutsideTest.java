package dev.actr.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.Realm;
import dev.actr.devserver.DevServerMain;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A server and an application as an operator starts them: nothing is configured inside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfiguredFromOutsideTest {

  private static final Pattern LISTENS =
      Pattern.compile("actr dev server: AIS (\\S+) signaling (\\S+)");

  private ChildJvm server;
  private String ais;
  private String signaling;

  @BeforeAll
  void startServer() {
    server =
        ChildJvm.start(
            Map.of(),
            List.of(),
            List.of(
                DevServerMain.class.getName(),
                "--port",
                "0",
                "--realm",
                "7",
                "--realm",
                "8=s3cret"));
    Matcher urls = server.awaitMatch(LISTENS);
    ais = urls.group(1);
    signaling = urls.group(2);
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @Test
  void byEnvironmentVariables() throws Exception {
    assertThatOneActorIsDifferent(
        Map.of(
            "ACTR_AIS_URL", ais,
            "ACTR_SIGNALING_URL", signaling,
            "ACTR_REALM_ID", "7",
            "ACTR_WEBSOCKET_HOST", "127.0.0.1",
            "ACTR_ACTORS_SIBLING_REALM_ID", "8",
            "ACTR_ACTORS_SIBLING_REALM_SECRET", "s3cret",
            "ACTR_ACTORS_SIBLING_WEBSOCKET_PORT", "0"),
        List.of());
  }

  @Test
  void bySystemPropertiesWhichWinOverEnvironmentVariables() throws Exception {
    assertThatOneActorIsDifferent(
        Map.of("ACTR_AIS_URL", ais, "ACTR_SIGNALING_URL", signaling, "ACTR_REALM_ID", "9"),
        List.of(
            "-Dactr.realm.id=7",
            "-Dactr.websocket.host=127.0.0.1",
            "-Dactr.actors.sibling.realm.id=8",
            "-Dactr.actors.sibling.realm.secret=s3cret",
            "-Dactr.actors.sibling.websocket.port=0"));
  }

  private static void assertThatOneActorIsDifferent(
      Map<String, String> environment, List<String> options) throws Exception {
    try (ChildJvm application =
        ChildJvm.start(
            environment,
            options,
            List.of(
                ChildApplication.class.getName(),
                ChildApplication.Child.class.getName(),
                ChildApplication.Sibling.class.getName()))) {
      ActrId child = ActrId.parse(application.awaitLine("child ready "));
      ActrId sibling = ActrId.parse(application.awaitLine("sibling ready "));
      assertThat(child.realm()).isEqualTo(new Realm(7));
      assertThat(sibling.realm()).isEqualTo(new Realm(8));

      application.tell("acme:Sibling:1.0.0 hello");
      assertThat(application.awaitLine("reply ")).isEqualTo("sibling to Child: hello");

      application.endInput();
      assertThat(application.awaitExit()).as(application::toString).isZero();
      assertThat(application.output()).contains("child stop", "sibling stop").endsWith("closed");
      assertThat(application.log()).noneMatch(line -> line.contains("s3cret"));
      assertThat(application.log()).noneMatch(line -> line.contains("is not known and ignored"));
    }
  }
}
