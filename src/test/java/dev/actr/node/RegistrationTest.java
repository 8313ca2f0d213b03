package dev.actr.node;

import static dev.actr.signaling.ScriptedSignaling.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorCategory;
import dev.actr.ErrorEvent;
import dev.actr.ErrorKind;
import dev.actr.NodeEvent;
import dev.actr.identity.AisClient;
import dev.actr.identity.Identities;
import dev.actr.identity.Identity;
import dev.actr.identity.ScriptedAis;
import dev.actr.peer.ManualTimer;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long an AIS is waited for, on a clock of the test's. */
class RegistrationTest {

  private static final long TIMEOUT = 30_000;

  private final ScriptedAis ais = new ScriptedAis(good());
  private final ManualTimer timer = new ManualTimer();
  private final List<ErrorEvent> errors = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;

  @AfterEach
  void close() {
    ended.countDown();
    ais.close();
    timer.shutdownNow();
  }

  private static ScriptedAis.Script good() {
    return ScriptedAis.answer(200, registered());
  }

  private static byte[] registered() {
    ActrId id = ActrId.parse("1@1001/acme:Echo:1.0.0");
    RegisterResponse.Builder response = RegisterResponse.newBuilder();
    response
        .getSuccessBuilder()
        .setActrId(ProtoValues.toProto(id))
        .setCredential(Identities.credential(id))
        .setCredentialExpiresAt(ProtoValues.toProto(Instant.ofEpochSecond(4_000_000_000L)))
        .setSigningPubkey(ByteString.copyFrom(Identities.KEY))
        .setSigningKeyId(Identities.KEY_ID);
    return response.buildPartial().toByteArray();
  }

  private CompletableFuture<Identity> register(boolean insist) {
    HookEmitter hooks =
        new HookEmitter(
            new HookQueue(Runnable::run, event -> errors.add((ErrorEvent) event.payload())),
            () -> new NodeEvent("echo", Optional.empty()),
            () -> new NodeContext(null));
    return new Registration(
            TestNode.builder(ais.url(), URI.create("ws://unused")).config(),
            new AisClient(HttpClient.newHttpClient()::sendAsync, ais.url()),
            Optional.empty(),
            timer,
            hooks,
            () -> stopping)
        .run(Optional.empty(), insist);
  }

  /** Lets the delay before the next attempt pass. */
  private void elapseDelay() {
    await().until(() -> timer.delays().size() == 1 && timer.delays().get(0) < TIMEOUT);
    long delay = timer.delays().get(0);
    assertThat(delay).isBetween(35L, 260L);
    timer.elapse(delay);
  }

  private static ErrorKind failure(CompletableFuture<?> registration) {
    ExecutionException failure =
        catchThrowableOfType(
            ExecutionException.class, () -> registration.get(20, TimeUnit.SECONDS));
    return ((ActrException) failure.getCause()).kind();
  }

  @Test
  void anAnswerEndsIt() throws Exception {
    Identity identity = register(false).get(20, TimeUnit.SECONDS);
    assertThat(identity.id()).hasToString("1@1001/acme:Echo:1.0.0");
    assertThat(errors).isEmpty();
    assertThat(timer.delays()).isEmpty();
  }

  @Test
  void anAisThatDoesNotAnswerIsGivenUpAndAskedAgain() throws Exception {
    ais.script((exchange, request) -> awaitEnd());
    CompletableFuture<Identity> registration = register(false);
    await().until(() -> ais.requests.size() == 1);
    ais.script(good());
    timer.elapse(TIMEOUT);
    elapseDelay();

    registration.get(20, TimeUnit.SECONDS);
    assertThat(errors)
        .singleElement()
        .matches(error -> error.category() == ErrorCategory.SIGNALING_FAILURE)
        .matches(error -> error.source().kind() == ErrorKind.UNAVAILABLE);
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Also one that begins to answer; and the connection is not left open. */
  @Test
  void anAisThatDoesNotEndItsAnswerIsGivenUpAndAskedAgain() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch givenUp = new CountDownLatch(1);
    CompletableFuture<Boolean> cutOff = new CompletableFuture<>();
    ais.script(
        (exchange, request) -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(registered(), 0, 20);
          exchange.getResponseBody().flush();
          begun.countDown();
          try {
            givenUp.await();
            for (int i = 0; i < 100_000; i++) {
              exchange.getResponseBody().write(0);
              exchange.getResponseBody().flush();
            }
            cutOff.complete(false);
          } catch (IOException e) {
            cutOff.complete(true);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    CompletableFuture<Identity> registration = register(false);
    begun.await();
    ais.script(good());
    timer.elapse(TIMEOUT);
    elapseDelay();

    registration.get(20, TimeUnit.SECONDS);
    assertThat(errors).hasSize(1);
    givenUp.countDown();
    assertThat(cutOff.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 410})
  void aRefusalIsFinalForANodeThatWasNeverAccepted(int status) {
    ais.script(ScriptedAis.answer(status, new byte[0]));
    assertThat(failure(register(false)))
        .isIn(ErrorKind.INVALID_ARGUMENT, ErrorKind.PERMISSION_DENIED);
    assertThat(errors).hasSize(1);
    assertThat(timer.delays()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 410})
  void aNodeThatWasAcceptedBeforeInsists(int status) throws Exception {
    ais.script(ScriptedAis.answer(status, new byte[0]));
    CompletableFuture<Identity> registration = register(true);
    await().until(() -> errors.size() == 1);
    ais.script(good());
    elapseDelay();
    registration.get(20, TimeUnit.SECONDS);
  }

  @Test
  void delaysGrowUpToTheLongest() throws Exception {
    ais.script(ScriptedAis.answer(503, new byte[0]));
    CompletableFuture<Identity> registration = register(false);
    for (int millis : new int[] {50, 100, 200, 200}) {
      await().until(() -> timer.delays().size() == 1 && timer.delays().get(0) < TIMEOUT);
      assertThat(timer.delays().get(0)).isBetween(millis * 7L / 10, millis * 13L / 10);
      timer.elapse(timer.delays().get(0));
    }
    await().until(() -> timer.delays().size() == 1 && timer.delays().get(0) < TIMEOUT);
    ais.script(good());
    timer.elapse(timer.delays().get(0));
    registration.get(20, TimeUnit.SECONDS);
    assertThat(errors).hasSize(5);
  }

  @Test
  void aNodeThatStopsDoesNotAskAgain() {
    ais.script(ScriptedAis.answer(503, new byte[0]));
    CompletableFuture<Identity> registration = register(true);
    await().until(() -> errors.size() == 1);
    stopping = true;
    elapseDelay();
    assertThat(failure(registration)).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(ais.requests).hasSize(1);
  }
}
