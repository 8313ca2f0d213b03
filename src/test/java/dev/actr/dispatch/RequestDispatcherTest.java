package dev.actr.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.RpcEnvelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestDispatcherTest {

  private static final ActrId FRIEND = ActrId.parse("1@1001/acme:Friend:1.0.0");
  private static final ActrId STRANGER = ActrId.parse("2@1001/acme:Stranger:1.0.0");

  private record Failure(ErrorCategory category, ActrException source) {}

  /** Tasks that wait until the test runs them. */
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  private final List<String> handled = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<String> scopes = new ArrayList<>();
  private Handler behaviour = (envelope, context) -> envelope.payload();
  private RequestDispatcher dispatcher = dispatcher(tasks::add, 100);

  private RequestDispatcher dispatcher(Executor executor, int capacity) {
    InvocationScope scope =
        new InvocationScope() {
          @Override
          public <T> T call(ActorContext context, Callable<T> body) throws Exception {
            scopes.add("begin");
            try {
              return body.call();
            } finally {
              scopes.add("end");
            }
          }
        };
    return new RequestDispatcher(
        "echo",
        (envelope, context) -> {
          handled.add(envelope.requestId());
          return behaviour.handle(envelope, context);
        },
        scope,
        executor,
        capacity,
        FRIEND::equals,
        (category, source) -> failures.add(new Failure(category, source)));
  }

  @BeforeEach
  void open() {
    dispatcher.open();
  }

  private void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private static RpcEnvelope envelope(String id) {
    return new RpcEnvelope("a.B.C", new byte[] {7}, id, Optional.empty(), Optional.empty());
  }

  private static Inbound request(String id) {
    return request(Optional.of(FRIEND), () -> envelope(id), false, 0);
  }

  private static Inbound request(
      Optional<ActrId> caller, Supplier<RpcEnvelope> envelope, boolean high, long timeout) {
    return new Inbound(caller, envelope, high, timeout, (inbound, decoded) -> null);
  }

  private Inbound submit(Inbound request) {
    assertThat(dispatcher.submit(request).toCompletableFuture()).isDone();
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
    Inbound request = submit(request("1"));
    assertThat(request.result()).isNotDone();
    assertThat(dispatcher.backlog()).isEqualTo(1);
    runAll();
    assertThat(request.result().join()).containsExactly(7);
    assertThat(scopes).containsExactly("begin", "end");
    assertThat(dispatcher.backlog()).isZero();
    assertThat(failures).isEmpty();
  }

  @Test
  void requestsOfHighPriorityOvertakeThoseThatWait() {
    submit(request("1"));
    submit(request("2"));
    submit(request(Optional.of(FRIEND), () -> envelope("signal"), true, 0));
    runAll();
    assertThat(handled).containsExactly("signal", "1", "2");
  }

  @Test
  void aFullMailboxTellsSendersToWait() {
    dispatcher = dispatcher(tasks::add, 2);
    dispatcher.open();
    submit(request("1"));
    CompletionStage<Void> room = dispatcher.submit(request("2"));
    assertThat(room.toCompletableFuture()).isNotDone();
    runAll();
    assertThat(room.toCompletableFuture()).isDone();
    assertThat(handled).containsExactly("1", "2");
  }

  @Test
  void nothingIsAdmittedBeforeTheBeginningAndAfterTheEnd() {
    RequestDispatcher closed = dispatcher(tasks::add, 100);
    assertThat(closed.isOpen()).isFalse();
    Inbound early = request("early");
    assertThat(closed.submit(early).toCompletableFuture()).isDone();
    assertThat(failure(early).kind()).isEqualTo(ErrorKind.UNAVAILABLE);

    assertThat(dispatcher.isOpen()).isTrue();
    dispatcher.drain();
    assertThat(dispatcher.isOpen()).isFalse();
    assertThat(failure(submit(request("late"))).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(tasks).isEmpty();
  }

  @Test
  void drainingIsDoneWhenAllThatWasAdmittedIs() {
    Inbound first = submit(request("1"));
    Inbound second = submit(request("2"));
    CompletableFuture<Void> drained = dispatcher.drain();
    CompletableFuture<Void> again = dispatcher.drain();
    assertThat(drained).isNotDone();
    runAll();
    assertThat(drained).isDone();
    assertThat(again).isDone();
    assertThat(first.result()).isCompleted();
    assertThat(second.result()).isCompleted();
    assertThat(dispatcher.drain()).isDone();
  }

  @Test
  void aRequestThatFailsIsDrainedToo() {
    behaviour =
        (envelope, context) -> {
          throw new IllegalStateException("on purpose");
        };
    submit(request("1"));
    CompletableFuture<Void> drained = dispatcher.drain();
    runAll();
    assertThat(drained).isDone();
  }

  @Test
  void callersTheRulesDenyAreRefusedAndNotHandled() {
    Inbound denied = submit(request(Optional.of(STRANGER), () -> envelope("1"), false, 0));
    assertThat(failure(denied).kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
    assertThat(failure(denied)).hasMessageStartingWith("ACL denied: " + STRANGER);
    runAll();
    assertThat(handled).isEmpty();
    assertThat(failures).isEmpty();
    assertThat(dispatcher.backlog()).isZero();
  }

  @Test
  void theApplicationItselfIsNotAskedForPermission() {
    submit(request(Optional.empty(), () -> envelope("1"), false, 0));
    runAll();
    assertThat(handled).containsExactly("1");
  }

  @Test
  void anExpiredRequestIsNotRunAndItsHandlerNotBlamed() {
    Inbound expired = submit(request(Optional.of(FRIEND), () -> envelope("old"), false, 1));
    Inbound patient = submit(request(Optional.of(FRIEND), () -> envelope("new"), false, 1L << 62));
    long now = System.nanoTime();
    Awaitility.await().until(() -> System.nanoTime() - now > 1_000_000);
    runAll();
    assertThat(failure(expired).kind()).isEqualTo(ErrorKind.TIMED_OUT);
    assertThat(patient.result()).isCompleted();
    assertThat(handled).containsExactly("new");
    assertThat(failures).isEmpty();
  }

  @Test
  void aRequestThatCannotBeDecodedIsNotTheHandlersFault() {
    Inbound malformed =
        submit(
            request(
                Optional.of(FRIEND),
                () -> {
                  throw new ActrException(ErrorKind.DECODE_FAILURE, "no payload");
                },
                false,
                0));
    runAll();
    assertThat(failure(malformed).kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = ErrorKind.class, names = "UNKNOWN_ROUTE", mode = EnumSource.Mode.EXCLUDE)
  void anActrExceptionIsAnsweredAsItIsAndReported(ErrorKind kind) {
    ActrException thrown = new ActrException(kind, "on purpose");
    behaviour =
        (envelope, context) -> {
          throw thrown;
        };
    Inbound request = submit(request("1"));
    runAll();
    assertThat(failure(request)).isSameAs(thrown);
    assertThat(failures).containsExactly(new Failure(ErrorCategory.HANDLER_ERROR, thrown));
  }

  @Test
  void anUnknownRouteIsTheCallersFault() {
    behaviour =
        (envelope, context) -> {
          throw new ActrException(ErrorKind.UNKNOWN_ROUTE, "a.B.C");
        };
    Inbound request = submit(request("1"));
    runAll();
    assertThat(failure(request).kind()).isEqualTo(ErrorKind.UNKNOWN_ROUTE);
    assertThat(failures).isEmpty();
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
      behaviour =
          (envelope, context) -> {
            throw sneaky(cause);
          };
      Inbound request = submit(request(cause.getMessage()));
      runAll();
      assertThat(failure(request).kind()).isEqualTo(ErrorKind.INTERNAL);
      assertThat(failure(request)).hasMessage("handler panicked: " + cause.getMessage());
      assertThat(failure(request)).hasCause(cause);
    }
    assertThat(failures)
        .hasSize(thrown.size())
        .extracting(Failure::category)
        .containsOnly(ErrorCategory.HANDLER_PANIC);
    behaviour = (envelope, context) -> new byte[0];
    Inbound next = submit(request("next"));
    runAll();
    assertThat(next.result()).isCompleted();
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void aDispatcherThatReturnsNothingIsAPanic() {
    behaviour = (envelope, context) -> null;
    Inbound request = submit(request("1"));
    runAll();
    assertThat(failure(request).kind()).isEqualTo(ErrorKind.INTERNAL);
    assertThat(failures)
        .singleElement()
        .extracting(Failure::category)
        .isEqualTo(ErrorCategory.HANDLER_PANIC);
  }

  @Test
  void aRequestKnowsWhetherItsHandlerRuns() {
    Inbound request = request("1");
    List<Boolean> seen = new ArrayList<>();
    behaviour =
        (envelope, context) -> {
          seen.add(request.isRunning());
          throw new IllegalStateException("on purpose");
        };
    submit(request);
    seen.add(request.isRunning());
    runAll();
    seen.add(request.isRunning());
    assertThat(seen).containsExactly(false, true, false);
  }

  @Test
  void theResultIsThereBeforeTheNextRequestBegins() {
    Inbound first = request("1");
    List<Boolean> answered = new ArrayList<>();
    behaviour =
        (envelope, context) -> {
          answered.add(first.result().isDone());
          return new byte[0];
        };
    submit(first);
    submit(request("2"));
    runAll();
    assertThat(answered).containsExactly(false, true);
  }
}
