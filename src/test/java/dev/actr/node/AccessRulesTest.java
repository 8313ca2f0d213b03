package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.cdi.LogRecords;
import dev.actr.identity.Acl;
import dev.actr.identity.AclRule;
import dev.actr.peer.PeerLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {

  private static final String FRIEND = "acme:Friend:1.0.0";
  private static final String STRANGER = "acme:Stranger:1.0.0";

  /** Deny the friends of one realm, allow those of all others. */
  private static final Acl FRIENDS =
      new Acl(
          List.of(
              new AclRule(true, ActrType.parse(FRIEND), Optional.empty()),
              new AclRule(false, ActrType.parse(FRIEND), Optional.of(7L))));

  @RegisterExtension final NodeServer server = new NodeServer();

  private TestNode.Builder node(boolean webRtc) {
    TestNode.Builder node = server.node().callTimeout(Duration.ofMinutes(1));
    return webRtc ? node.withoutListener().webRtc(WebRtcCallTest.LOOPBACK) : node;
  }

  private static ErrorKind failure(TestNode caller, Dest dest) {
    return catchThrowableOfType(ActrException.class, () -> caller.echo(dest, "hello")).kind();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Hostile("H122")
  void aCallerThatNoRuleAllowsIsDeniedByTheCallee(boolean webRtc) throws Exception {
    server.restart(settings -> settings.enforceAccessRules(false));
    try (TestNode echo = node(webRtc).acl(FRIENDS).build().startAndWait();
        TestNode friend = node(webRtc).type(FRIEND).build().startAndWait();
        TestNode stranger = node(webRtc).type(STRANGER).build().startAndWait()) {
      Dest callee = Dest.peer(echo.id());
      assertThat(friend.echo(callee, "hello")).isEqualTo("hello");
      for (int call = 0; call < 3; call++) {
        assertThat(failure(stranger, callee)).isEqualTo(ErrorKind.PERMISSION_DENIED);
      }
      assertThat(echo.node.deniedRequests()).isEqualTo(3);
      assertThat(echo.echo(Dest.workload(), "myself")).isEqualTo("myself");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCallerThatNoRuleAllowsDoesNotEvenFindTheCallee(boolean webRtc) throws Exception {
    try (TestNode echo = node(webRtc).acl(FRIENDS).build().startAndWait();
        TestNode friend = node(webRtc).type(FRIEND).build().startAndWait();
        TestNode stranger = node(webRtc).type(STRANGER).build().startAndWait()) {
      Dest callee = Dest.peer(echo.id());
      assertThat(friend.echo(callee, "hello")).isEqualTo("hello");
      assertThat(failure(stranger, callee)).isEqualTo(ErrorKind.NOT_FOUND);
      assertThat(echo.node.deniedRequests()).isZero();
    }
  }

  @Test
  void aCallerThatKnowsTheCalleeAllTheSameIsToldWhySignalingPassesNothingOn() throws Exception {
    try (TestNode echo = node(true).acl(FRIENDS).build().startAndWait();
        TestNode stranger =
            node(true).type(STRANGER).acl(new Acl(List.of())).build().startAndWait()) {
      CompletableFuture<PeerLink> link =
          stranger.node.parts.webRtc.orElseThrow().dial(echo.id(), stranger.node.parts.peers);

      assertThat(link)
          .failsWithin(TestNode.PATIENCE)
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOf(ActrException.class)
          .withMessageContaining("ACL policy denies relay")
          .satisfies(
              e -> assertThat(((ActrException) e).kind()).isEqualTo(ErrorKind.PERMISSION_DENIED));
    }
  }

  @Test
  void aCallerWhoseOwnRulesDoNotNameTheCalleeIsAnswered() throws Exception {
    try (TestNode echo = node(true).acl(FRIENDS).build().startAndWait();
        TestNode friend = node(true).type(FRIEND).acl(new Acl(List.of())).build().startAndWait()) {
      assertThat(friend.echo(Dest.peer(echo.id()), "hello")).isEqualTo("hello");
      assertThat(
              catchThrowableOfType(
                      ActrException.class, () -> echo.echo(Dest.peer(friend.id()), "x"))
                  .kind())
          .isEqualTo(ErrorKind.PERMISSION_DENIED);
    }
  }

  private static ActrId caller(String type, int serial) {
    return ActrId.parse(Integer.toHexString(serial + 1) + "@1001/" + type);
  }

  @Test
  void withoutRulesEverybodyIsAdmittedAndNobodyCounted() {
    AccessRules rules = new AccessRules("echo", Optional.empty());
    assertThat(rules.test(caller(STRANGER, 1))).isTrue();
    assertThat(rules.denied()).isZero();
  }

  @Test
  void aDenialIsCountedEachTimeAndLoggedOnceForEachPeer() {
    String actor = "loggedOnce";
    AccessRules rules = new AccessRules(actor, Optional.of(FRIENDS));
    try (LogRecords log = new LogRecords("dev.actr.node")) {
      for (int call = 0; call < 100; call++) {
        assertThat(rules.test(caller(STRANGER, 1))).isFalse();
        assertThat(rules.test(caller(STRANGER, 2))).isFalse();
        assertThat(rules.test(caller(FRIEND, 3))).isTrue();
      }
      assertThat(rules.denied()).isEqualTo(200);
      assertThat(log.with(actor, "denies")).hasSize(2);
    }
  }

  @Test
  @Hostile("H123")
  void aFloodOfCallersThatAreDeniedCostsALimitedLogAndMemory() {
    String actor = "flooded";
    AccessRules rules = new AccessRules(actor, Optional.of(FRIENDS));
    try (LogRecords log = new LogRecords("dev.actr.node")) {
      int callers = 3 * AccessRules.MAX_DECISIONS;
      IntStream.range(0, callers).forEach(i -> rules.test(caller(STRANGER, i)));
      assertThat(rules.denied()).isEqualTo(callers);
      assertThat(rules.remembered()).isLessThanOrEqualTo(AccessRules.MAX_DECISIONS);
      // A minute may begin anew under way.
      assertThat(log.with(actor, "denies").size()).isBetween(60, 180);
    }
  }
}
