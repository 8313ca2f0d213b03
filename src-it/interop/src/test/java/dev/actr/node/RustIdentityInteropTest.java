package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.CredentialEvent;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.identity.Acl;
import dev.actr.identity.AclRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the nodes are, for how long, and whom they let in. */
class RustIdentityInteropTest {

  private static final Duration LIFETIME = Duration.ofSeconds(8);

  /** A Rust node renews when a heartbeat is refused, and may have to wait before it tries again. */
  private static final Duration RENEWAL = Duration.ofSeconds(60);

  private static final byte[] HELLO = {1, 2, 3};

  @RegisterExtension
  final RustLab lab =
      new RustLab(
          server -> server.credentialLifetime(LIFETIME).heartbeatInterval(Duration.ofSeconds(1)));

  private byte[] rustCalls(RustNode rust, TestNode java) throws Exception {
    return RustNode.await(
        rust.call(
            java.id(), RawWorkload.ECHO, PayloadType.RPC_RELIABLE, HELLO, RustNode.CALL_MILLIS));
  }

  /** What it answers, which is never a payload. */
  private static ErrorKind javaCalls(TestNode java, RustNode rust) {
    return catchThrowableOfType(
            ActrException.class,
            () ->
                java.context()
                    .callRaw(
                        Dest.peer(rust.id()),
                        RawWorkload.ECHO,
                        PayloadType.RPC_RELIABLE,
                        HELLO,
                        TestNode.PATIENCE))
        .kind();
  }

  private void awaitCallsOfBoth(RustNode rust, TestNode java) {
    await()
        .atMost(RENEWAL)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(rust.discover(RustLab.JAVA)).containsExactly(java.id());
              assertThat(rustCalls(rust, java)).isEqualTo(HELLO);
              assertThat(javaCalls(java, rust)).isEqualTo(ErrorKind.NOT_IMPLEMENTED);
            });
  }

  @Test
  void bothRenewWhatExpiresAndGoOnCalling() throws Exception {
    RustNode rust = lab.rustWithWebSocket();
    TestNode java = lab.start(lab.java().webRtc(RustLab.WEB_RTC));
    awaitCallsOfBoth(rust, java);
    Instant twoLater = Instant.now().plus(LIFETIME.multipliedBy(2));
    await()
        .atMost(RENEWAL)
        .until(
            () ->
                java.hooks.stream()
                    .flatMap(hook -> hook.payload(CredentialEvent.class).stream())
                    .anyMatch(event -> event.newExpiry().isAfter(twoLater)));
    awaitCallsOfBoth(rust, java);
    // A connection of now shows the credentials of now.
    TestNode next =
        lab.start(lab.java().type("acme:Next:1.0.0").withoutListener().webRtc(RustLab.WEB_RTC));
    await()
        .atMost(RENEWAL)
        .untilAsserted(
            () -> assertThat(javaCalls(next, rust)).isEqualTo(ErrorKind.NOT_IMPLEMENTED));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void credentialsOfAnotherKeyAreGoodToo(boolean rustFirst) throws Exception {
    RustNode rust = rustFirst ? lab.rustWithWebSocket() : null;
    TestNode early = rustFirst ? null : lab.start(lab.java().webRtc(RustLab.WEB_RTC));
    lab.server().rotateKey();
    RustNode callee = rustFirst ? rust : lab.rustWithWebSocket();
    TestNode java = rustFirst ? lab.start(lab.java().webRtc(RustLab.WEB_RTC)) : early;
    awaitCallsOfBoth(callee, java);
  }

  private static Acl allowingRustOf(long realm) {
    return new Acl(List.of(new AclRule(true, ActrType.parse(RustLab.RUST), Optional.of(realm))));
  }

  @Test
  void nodesOfTwoRealmsCallEachOtherIfTheyMay() throws Exception {
    RustNode rust = lab.rust(lab.config().realm(2002));
    TestNode java =
        lab.start(lab.java().acl(allowingRustOf(2002)).withoutListener().webRtc(RustLab.WEB_RTC));
    assertThat(rust.id().realm().id()).isEqualTo(2002);
    awaitCallsOfBoth(rust, java);
  }

  @Test
  void whoIsOfAnotherRealmThanTheRulesIsDenied() throws Exception {
    RustNode rust = lab.rust(lab.config().realm(2002));
    TestNode java =
        lab.start(lab.java().acl(allowingRustOf(1001)).withoutListener().webRtc(RustLab.WEB_RTC));
    RustNode.Failure unseen =
        catchThrowableOfType(RustNode.Failure.class, () -> rust.discover(RustLab.JAVA));
    assertThat(unseen.code()).isEqualTo("NotFound");
    assertThat(javaCalls(java, rust)).isEqualTo(ErrorKind.NOT_IMPLEMENTED);
  }

  /** It is not found by those it denies, but can be reached where it has called itself. */
  @Test
  void aRustNodeDeniesWhomItsRulesDoNotName() throws Exception {
    RustNode rust = lab.rust(lab.config().allowing("acme:Somebody:1.0.0"));
    TestNode java = lab.start(lab.java().withoutListener().webRtc(RustLab.WEB_RTC));
    assertThat(javaCalls(java, rust)).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(rust.discover(RustLab.JAVA)).containsExactly(java.id());
    assertThat(rustCalls(rust, java)).isEqualTo(HELLO);
    assertThat(javaCalls(java, rust)).isEqualTo(ErrorKind.PERMISSION_DENIED);
  }

  @Test
  void oneOfSeveralIsDiscoveredAndAnotherWhenItHasGone() throws Exception {
    TestNode first = lab.start(lab.java().withoutListener().webRtc(RustLab.WEB_RTC));
    TestNode second = lab.start(lab.java().withoutListener().webRtc(RustLab.WEB_RTC));
    lab.start(lab.java().type("acme:JavaNode:1.0.1").withoutListener().webRtc(RustLab.WEB_RTC));
    RustNode rust = lab.rust();
    assertThat(rust.discover(RustLab.JAVA)).containsExactly(second.id());
    assertThat(rustCalls(rust, second)).isEqualTo(HELLO);
    second.stop();
    awaitCallsOfBoth(rust, first);
  }
}
