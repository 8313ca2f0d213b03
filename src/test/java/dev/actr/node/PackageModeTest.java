package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.identity.SignedPackage;
import dev.actr.identity.TestPackages;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that are registered with a signed package. */
class PackageModeTest {

  private static final String ECHO = "acme:echo-service:1.0.0";

  private static final SignedPackage PACKAGE = TestPackages.unpublished(ECHO, TestPackages.KEY);

  @RegisterExtension
  final NodeServer server =
      new NodeServer(settings -> settings.manufacturer("acme", TestPackages.KEY.publicKey()));

  @Test
  void aNodeWithAPackageIsFoundAndCalledLikeAnother() throws Exception {
    try (TestNode echo = server.node().signedPackage(PACKAGE).build().startAndWait();
        TestNode caller = server.node().type("acme:Caller:1.0.0").build().startAndWait()) {
      ActrId found = caller.context().discover(PACKAGE.type());
      assertThat(found).isEqualTo(echo.id());
      assertThat(caller.echo(Dest.peer(found), "hello")).isEqualTo("hello");
    }
  }

  @Test
  void aRebindProvesThePackageAnew() throws Exception {
    try (TestNode echo =
        server.node().signedPackage(PACKAGE).expiryWarning(Duration.ofMinutes(5)).build()) {
      echo.startAndWait();
      ActrId before = echo.id();
      server.stop();
      echo.awaitState(NodeState.RECOVERING);
      server.restart();
      try (TestNode caller = server.node().type("acme:Caller:1.0.0").build().startAndWait()) {
        echo.awaitState(NodeState.READY);
        assertThat(echo.id()).isNotEqualTo(before);
        assertThat(caller.echo(Dest.peer(echo.id()), "hello")).isEqualTo("hello");
      }
    }
  }

  @Test
  void aPackageThatNobodyVouchesForCannotStart() throws Exception {
    SignedPackage unknown = TestPackages.published(ECHO, TestPackages.OTHER_KEY);
    try (TestNode echo = server.node().signedPackage(unknown).build()) {
      ActrException failure = (ActrException) echo.failureOfStart();
      assertThat(failure.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
      assertThat(failure).hasMessageContaining("not published");
    }
  }
}
