package dev.actr.dispatch;

import static dev.actr.dispatch.DispatchFixture.local;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.mailbox.InMemoryMailbox;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestDispatcherTest {

  private final DispatchFixture fixture = new DispatchFixture(DispatchFixture.CONFIG, mailbox());
  private final RequestDispatcher dispatcher = fixture.dispatcher;

  @BeforeEach
  void open() {
    fixture.open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Mailbox mailbox() {
    return new InMemoryMailbox("echo", MailboxLimits.DEFAULT);
  }

  private Inbound submit(Inbound request) {
    dispatcher.submit(request);
    return request;
  }

  private static ActrException failure(Inbound request) {
    assertThat(request.result()).isCompletedExceptionally();
    CompletionException failure =
        catchThrowableOfType(
            CompletionException.class, () -> request.result().thenApply(r -> r).join());
    return (ActrException) failure.getCause();
  }

  @Test
  void aRequestIsHandledWithinItsScopeAndAnswered() {
    Inbound request = submit(local("1"));
    assertThat(request.result()).isNotDone();
    assertThat(dispatcher.backlog()).isEqualTo(1);
    fixture.runAll();
    assertThat(request.result().join()).containsExactly(7);
    assertThat(fixture.scopes).containsExactly("begin", "end");
    assertThat(dispatcher.backlog()).isZero();
    assertThat(fixture.failures).isEmpty();
  }

  @Test
  void requestsOfHighPriorityOvertakeThoseThatWait() {
    submit(local("1"));
    submit(local("2"));
    submit(local("signal", true, Duration.ZERO));
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("signal", "1", "2");
  }

  @Test
  void nothingIsAdmittedBeforeTheBeginningAndAfterTheEnd() {
    try (DispatchFixture other = new DispatchFixture(DispatchFixture.CONFIG, mailbox())) {
      assertThat(other.dispatcher.isOpen()).isFalse();
      Inbound early = local("early");
      other.dispatcher.submit(early);
      assertThat(failure(early).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    }

    assertThat(dispatcher.isOpen()).isTrue();
    dispatcher.drain();
    assertThat(dispatcher.isOpen()).isFalse();
    assertThat(failure(submit(local("late"))).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(fixture.tasks).isEmpty();
  }

  @Test
  void drainingIsDoneWhenAllThatWasAdmittedIs() {
    Inbound first = submit(local("1"));
    Inbound second = submit(local("2"));
    CompletableFuture<Void> drained = dispatcher.drain();
    CompletableFuture<Void> again = dispatcher.drain();
    assertThat(drained).isNotDone();
    fixture.runAll();
    assertThat(drained).isDone();
    assertThat(again).isDone();
    assertThat(first.result()).isCompleted();
    assertThat(second.result()).isCompleted();
    assertThat(dispatcher.drain()).isDone();
  }

  @Test
  void aRequestThatFailsIsDrainedToo() {
    fixture.behaviour =
        (envelope, context) -> {
          throw new IllegalStateException("on purpose");
        };
    submit(local("1"));
    CompletableFuture<Void> drained = dispatcher.drain();
    fixture.runAll();
    assertThat(drained).isDone();
  }

  @Test
  void anExpiredRequestIsNotRunAndItsHandlerNotBlamed() {
    Inbound expired = submit(local("old", false, Duration.ofNanos(1)));
    Inbound patient = submit(local("new", false, Duration.ofDays(1)));
    long now = System.nanoTime();
    Awaitility.await().until(() -> System.nanoTime() - now > 1_000_000);
    fixture.runAll();
    assertThat(failure(expired).kind()).isEqualTo(ErrorKind.TIMED_OUT);
    assertThat(patient.result()).isCompleted();
    assertThat(fixture.handled).containsExactly("new");
    assertThat(fixture.failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = ErrorKind.class, names = "UNKNOWN_ROUTE", mode = EnumSource.Mode.EXCLUDE)
  void anActrExceptionIsAnsweredAsItIsAndReported(ErrorKind kind) {
    ActrException thrown = new ActrException(kind, "on purpose");
    fixture.behaviour =
        (envelope, context) -> {
          throw thrown;
        };
    Inbound request = submit(local("1"));
    fixture.runAll();
    assertThat(failure(request)).isSameAs(thrown);
    assertThat(fixture.failures)
        .containsExactly(new DispatchFixture.Failure(ErrorCategory.HANDLER_ERROR, thrown));
  }

  @Test
  void anUnknownRouteIsTheCallersFault() {
    fixture.behaviour =
        (envelope, context) -> {
          throw new ActrException(ErrorKind.UNKNOWN_ROUTE, "a.B.C");
        };
    Inbound request = submit(local("1"));
    fixture.runAll();
    assertThat(failure(request).kind()).isEqualTo(ErrorKind.UNKNOWN_ROUTE);
    assertThat(fixture.failures).isEmpty();
  }

  /** Exceptions and errors alike; the actor goes on. */
  @Test
  void whateverElseIsThrownIsAPanic() {
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("state"),
            new Exception("checked"),
            new StackOverflowError("deep"),
            new AssertionError("wrong"),
            new InterruptedException("stop"));
    for (Throwable cause : thrown) {
      fixture.behaviour =
          (envelope, context) -> {
            throw sneaky(cause);
          };
      Inbound request = submit(local(cause.getMessage()));
      fixture.runAll();
      assertThat(failure(request).kind()).isEqualTo(ErrorKind.INTERNAL);
      assertThat(failure(request)).hasMessage("handler panicked: " + cause.getMessage());
      assertThat(failure(request)).hasCause(cause);
    }
    assertThat(fixture.failures)
        .hasSize(thrown.size())
        .extracting(DispatchFixture.Failure::category)
        .containsOnly(ErrorCategory.HANDLER_PANIC);
    fixture.behaviour = (envelope, context) -> new byte[0];
    Inbound next = submit(local("next"));
    fixture.runAll();
    assertThat(next.result()).isCompleted();
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void aDispatcherThatReturnsNothingIsAPanic() {
    fixture.behaviour = (envelope, context) -> null;
    Inbound request = submit(local("1"));
    fixture.runAll();
    assertThat(failure(request).kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(fixture.failures)
        .singleElement()
        .extracting(DispatchFixture.Failure::category)
        .isEqualTo(ErrorCategory.HANDLER_PANIC);
  }

  @Test
  void aRequestKnowsWhetherItsHandlerRuns() {
    Inbound request = local("1");
    List<Boolean> seen = new ArrayList<>();
    fixture.behaviour =
        (envelope, context) -> {
          seen.add(request.isHandledHere());
          throw new IllegalStateException("on purpose");
        };
    submit(request);
    seen.add(request.isHandledHere());
    fixture.runAll();
    seen.add(request.isHandledHere());
    assertThat(seen).containsExactly(false, true, false);
  }

  @Test
  void theResultIsThereBeforeTheNextRequestBegins() {
    Inbound first = local("1");
    List<Boolean> answered = new ArrayList<>();
    fixture.behaviour =
        (envelope, context) -> {
          answered.add(first.result().isDone());
          return new byte[0];
        };
    submit(first);
    submit(local("2"));
    fixture.runAll();
    assertThat(answered).containsExactly(false, true);
  }

  private static Inbound message(String id) {
    return Inbound.message(local(id).envelope(), false);
  }

  @Test
  void aMessageIsHandledInItsTurnAndDrainingWaitsForIt() {
    submit(local("1"));
    submit(message("2"));
    submit(local("3"));
    CompletableFuture<Void> drained = dispatcher.drain();
    submit(message("late"));
    assertThat(drained).isNotDone();
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("1", "2", "3");
    assertThat(drained).isDone();
  }

  @Test
  void theHandlerOfAMessageThatThrowsIsReported() {
    ActrException thrown = new ActrException(ErrorKind.INTERNAL, "on purpose");
    fixture.behaviour =
        (envelope, context) -> {
          throw thrown;
        };
    submit(message("1"));
    fixture.runAll();
    assertThat(fixture.failures)
        .containsExactly(new DispatchFixture.Failure(ErrorCategory.HANDLER_ERROR, thrown));
  }

  @Test
  void messagesThatHaveNotBegunAreDroppedAtTheHalt() {
    submit(message("1"));
    Inbound request = submit(local("2"));
    CompletableFuture<Void> drained = dispatcher.drain();
    dispatcher.halt();
    fixture.runAll();
    assertThat(fixture.handled).isEmpty();
    assertThat(failure(request).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(drained).isDone();
  }

  @Test
  void anActorIsToldOnceThatTooManyOfItsOwnMessagesWait() {
    int threshold = DispatchFixture.CONFIG.backpressureThreshold();
    for (int round = 1; round <= 2; round++) {
      for (int i = 1; i < threshold; i++) {
        submit(message("below"));
      }
      assertThat(fixture.backlogs).hasSize(round - 1);
      submit(message("at"));
      submit(message("above"));
      assertThat(fixture.backlogs).hasSize(round).endsWith(threshold);
      fixture.runAll();
    }
    assertThat(fixture.backlogs).hasSize(2);
  }
}
