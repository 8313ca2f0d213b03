package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.devserver.DevServer;
import dev.actr.identity.SignedPackage;
import dev.actr.identity.TestPackages;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes that are registered with a signed package. */
class PackageModeTest {

  private static final String ECHO = "acme:echo-service:1.0.0";

  private static final SignedPackage PACKAGE = TestPackages.unpublished(ECHO, TestPackages.KEY);

  private static DevServer server(int port) throws Exception {
    return DevServer.builder()
        .port(port)
        .manufacturer("acme", TestPackages.KEY.publicKey())
        .start();
  }

  private static TestNode.Builder node(DevServer server) {
    return TestNode.builder(server.aisUri(), server.signalingUri());
  }

  @Test
  void aNodeWithAPackageIsFoundAndCalledLikeAnother() throws Exception {
    try (DevServer server = server(0);
        TestNode echo = node(server).signedPackage(PACKAGE).build().startAndWait();
        TestNode caller = node(server).type("acme:Caller:1.0.0").build().startAndWait()) {
      ActrId found = caller.context().discover(PACKAGE.type());
      assertThat(found).isEqualTo(echo.id());
      assertThat(caller.echo(Dest.peer(found), "hello")).isEqualTo("hello");
    }
  }

  @Test
  void aRebindProvesThePackageAnew() throws Exception {
    DevServer first = server(0);
    try (TestNode echo =
        node(first).signedPackage(PACKAGE).expiryWarning(Duration.ofMinutes(5)).build()) {
      echo.startAndWait();
      ActrId before = echo.id();
      int port = first.port();
      first.close();
      echo.awaitState(NodeState.RECOVERING);
      try (DevServer second = server(port);
          TestNode caller = node(second).type("acme:Caller:1.0.0").build().startAndWait()) {
        echo.awaitState(NodeState.READY);
        assertThat(echo.id()).isNotEqualTo(before);
        assertThat(caller.echo(Dest.peer(echo.id()), "hello")).isEqualTo("hello");
      }
    } finally {
      first.close();
    }
  }

  @Test
  void aPackageThatNobodyVouchesForCannotStart() throws Exception {
    SignedPackage unknown = TestPackages.published(ECHO, TestPackages.OTHER_KEY);
    try (DevServer server = server(0);
        TestNode echo = node(server).signedPackage(unknown).build()) {
      ActrException failure = (ActrException) echo.failureOfStart();
      assertThat(failure.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
      assertThat(failure).hasMessageContaining("not published");
    }
  }
}
