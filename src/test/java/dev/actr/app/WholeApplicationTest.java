package dev.actr.app;

import static dev.actr.node.Hook.CREDENTIAL_EXPIRING;
import static dev.actr.node.Hook.CREDENTIAL_RENEWED;
import static dev.actr.node.Hook.ERROR;
import static dev.actr.node.Hook.MAILBOX_BACKPRESSURE;
import static dev.actr.node.Hook.READY;
import static dev.actr.node.Hook.SIGNALING_CONNECTED;
import static dev.actr.node.Hook.SIGNALING_CONNECTING;
import static dev.actr.node.Hook.SIGNALING_DISCONNECTED;
import static dev.actr.node.Hook.START;
import static dev.actr.node.Hook.STOP;
import static dev.actr.node.Hook.WEB_RTC_CONNECTED;
import static dev.actr.node.Hook.WEB_RTC_CONNECTING;
import static dev.actr.node.Hook.WEB_RTC_DISCONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_CONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_CONNECTING;
import static dev.actr.node.Hook.WEB_SOCKET_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.CredentialEvent;
import dev.actr.ErrorCategory;
import dev.actr.ErrorEvent;
import dev.actr.ErrorKind;
import dev.actr.NodeEvent;
import dev.actr.PeerEvent;
import dev.actr.app.Sighting.Context;
import dev.actr.app.Sighting.Receiver;
import dev.actr.devserver.DevServer;
import dev.actr.node.Hook;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an application sees of two actors from their start to their stop: one calls the other, which
 * answers once, breaks once and refuses once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeApplicationTest {

  private List<Sighting> seen;
  private ActrId echo;
  private ActrId caller;

  @BeforeAll
  void run() throws Exception {
    try (DevServer server = DevServer.builder().port(0).start()) {
      try (Application application =
          Application.start(Application.configOn(server), ObservedApplication.BEANS)) {
        seen = application.get(ObservedApplication.Journal.class).sightings();
        application.awaitReady("echo", "caller");
        echo = id(application, "echo");
        caller = id(application, "caller");
        ObservedApplication.Caller calling = application.get(ObservedApplication.Caller.class);

        assertThat(calling.call("hello")).isEqualTo("hello");
        assertThatThrownBy(() -> calling.call("panic"))
            .isInstanceOfSatisfying(
                ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERNAL));
        assertThatThrownBy(() -> calling.call("refuse"))
            .hasMessageContaining("told to refuse")
            .isInstanceOfSatisfying(
                ActrException.class,
                e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT));
      }
    }
  }

  private static ActrId id(Application application, String actor) {
    return ActrId.parse(application.readiness(actor).getJsonObject("data").getString("id"));
  }

  private List<Sighting> seen(Receiver by, String actor) {
    return seen.stream().filter(s -> s.by() == by && s.actor().equals(actor)).toList();
  }

  private List<Sighting> seen(Receiver by, String actor, Hook hook) {
    return seen(by, actor).stream().filter(s -> s.hook() == hook).toList();
  }

  /**
   * A hook's cause in this run, and how often each actor sees it; or the issue that brings a cause.
   */
  record Row(Hook hook, String cause, int inEcho, int inCaller) {}

  static Stream<Row> rows() {
    return Stream.of(
        new Row(START, "the application has started", 1, 1),
        new Row(READY, "registered and connected to signaling", 1, 1),
        new Row(STOP, "the application ends", 1, 1),
        new Row(ERROR, "a handler that panics, and one that refuses", 2, 0),
        new Row(SIGNALING_CONNECTING, "each attempt to connect", 1, 1),
        new Row(SIGNALING_CONNECTED, "the connection is open", 1, 1),
        new Row(SIGNALING_DISCONNECTED, "the connection has gone, here by the stop", 1, 1),
        new Row(WEB_SOCKET_CONNECTING, "the caller's first call", 1, 1),
        new Row(WEB_SOCKET_CONNECTED, "the connection is open", 1, 1),
        new Row(WEB_SOCKET_DISCONNECTED, "the connection has gone, here by the stop", 1, 1),
        new Row(WEB_RTC_CONNECTING, "issue 5, WebRTC", 0, 0),
        new Row(WEB_RTC_CONNECTED, "issue 5, WebRTC", 0, 0),
        new Row(WEB_RTC_DISCONNECTED, "issue 5, WebRTC", 0, 0),
        new Row(CREDENTIAL_RENEWED, "the registration", 1, 1),
        new Row(CREDENTIAL_EXPIRING, "the credential is about to expire, which none is here", 0, 0),
        new Row(MAILBOX_BACKPRESSURE, "issue 6, mailbox and dispatch", 0, 0));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachHookHasItsCause(Row row) {
    for (Receiver by : List.of(Receiver.METHOD, Receiver.OBSERVER, Receiver.ASYNC_OBSERVER)) {
      assertThat(seen(by, "echo", row.hook())).as("seen by %s", by).hasSize(row.inEcho());
      assertThat(seen(by, "caller", row.hook())).as("seen by %s", by).hasSize(row.inCaller());
    }
  }

  @Test
  void everyHookHasItsRow() {
    assertThat(rows().map(Row::hook)).containsExactly(Hook.values());
  }

  @Test
  void methodsAreCalledInTheOrderOfWhatTheyReport() {
    assertThat(methods("echo"))
        .containsExactly(
            START,
            CREDENTIAL_RENEWED,
            SIGNALING_CONNECTING,
            SIGNALING_CONNECTED,
            READY,
            WEB_SOCKET_CONNECTING,
            WEB_SOCKET_CONNECTED,
            ERROR,
            ERROR,
            STOP,
            SIGNALING_DISCONNECTED);
    assertThat(methods("caller"))
        .containsExactly(
            START,
            CREDENTIAL_RENEWED,
            SIGNALING_CONNECTING,
            SIGNALING_CONNECTED,
            READY,
            WEB_SOCKET_CONNECTING,
            WEB_SOCKET_CONNECTED,
            STOP,
            SIGNALING_DISCONNECTED);
  }

  /** Without the end of their connection: either of them may be the first to stop. */
  private List<Hook> methods(String actor) {
    return seen(Receiver.METHOD, actor).stream()
        .map(Sighting::hook)
        .filter(hook -> hook != WEB_SOCKET_DISCONNECTED)
        .toList();
  }

  @Test
  void endOfTheConnectionIsReportedBeforeSignalingIsLeft() {
    for (String actor : List.of("echo", "caller")) {
      assertThat(seen(Receiver.METHOD, actor))
          .extracting(Sighting::hook)
          .containsSubsequence(
              WEB_SOCKET_CONNECTED, WEB_SOCKET_DISCONNECTED, SIGNALING_DISCONNECTED);
    }
  }

  private Collection<List<Sighting>> occurrences() {
    return seen.stream()
        .collect(
            Collectors.groupingBy(Sighting::occurrence, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  @Test
  void eachOccurrenceReachesTheMethodThenTheObserversThenTheAsynchronousOnes() {
    for (List<Sighting> occurrence : occurrences()) {
      List<Receiver> receivers = occurrence.stream().map(Sighting::by).toList();
      boolean ofEcho = occurrence.get(0).actor().equals("echo");

      assertThat(receivers).startsWith(Receiver.METHOD);
      assertThat(receivers.subList(1, 3))
          .containsExactlyInAnyOrder(
              Receiver.OBSERVER, ofEcho ? Receiver.OBSERVER_OF_ECHO : Receiver.OBSERVER_OF_CALLER);
      assertThat(receivers.subList(3, receivers.size()))
          .containsExactlyInAnyOrder(
              ofEcho
                  ? new Receiver[] {Receiver.ASYNC_OBSERVER, Receiver.ASYNC_OBSERVER_OF_ECHO}
                  : new Receiver[] {Receiver.ASYNC_OBSERVER});
    }
  }

  @Test
  void nextHookOfAnActorWaitsForTheObserversOfTheLast() {
    for (String actor : List.of("echo", "caller")) {
      List<String> occurrences =
          seen.stream()
              .filter(s -> s.actor().equals(actor) && !s.by().isAsync())
              .map(Sighting::occurrence)
              .toList();
      for (int i = 0; i < occurrences.size(); i += 3) {
        assertThat(occurrences.subList(i, i + 3)).containsOnly(occurrences.get(i));
      }
      assertThat(occurrences).hasSize(3 * seen(Receiver.METHOD, actor).size());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Receiver.class,
      names = {"OBSERVER_OF_ECHO", "OBSERVER_OF_CALLER", "ASYNC_OBSERVER_OF_ECHO"})
  void observersOfOneActorSeeNothingOfTheOther(Receiver by) {
    String actor = by == Receiver.OBSERVER_OF_CALLER ? "caller" : "echo";

    assertThat(seen.stream().filter(s -> s.by() == by))
        .isNotEmpty()
        .allMatch(s -> s.actor().equals(actor));
  }

  @Test
  void allReceiversAreGivenTheSameEvent() {
    for (List<Sighting> occurrence : occurrences()) {
      List<Optional<Object>> payloads =
          occurrence.stream().map(Sighting::payload).filter(Optional::isPresent).toList();

      assertThat(payloads).isNotEmpty().containsOnly(payloads.get(0));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Hook.class,
      names = {
        "START",
        "READY",
        "STOP",
        "SIGNALING_CONNECTING",
        "SIGNALING_CONNECTED",
        "SIGNALING_DISCONNECTED"
      })
  void hooksOfTheNodeTellItsNameAndFromTheRegistrationOnItsIdentity(Hook hook) {
    Map<String, ActrId> ids = Map.of("echo", echo, "caller", caller);
    ids.forEach(
        (actor, id) ->
            assertThat(seen(Receiver.OBSERVER, actor, hook).get(0).payload(NodeEvent.class))
                .isEqualTo(
                    new NodeEvent(actor, hook == START ? Optional.empty() : Optional.of(id))));
  }

  @ParameterizedTest
  @EnumSource(
      value = Hook.class,
      names = {"WEB_SOCKET_CONNECTING", "WEB_SOCKET_CONNECTED", "WEB_SOCKET_DISCONNECTED"})
  void hooksOfAConnectionTellThePeer(Hook hook) {
    for (Receiver by : List.of(Receiver.METHOD, Receiver.OBSERVER)) {
      assertThat(seen(by, "echo", hook).get(0).payload(PeerEvent.class))
          .isEqualTo(PeerEvent.ofWebSocket(caller));
      assertThat(seen(by, "caller", hook).get(0).payload(PeerEvent.class))
          .isEqualTo(PeerEvent.ofWebSocket(echo));
    }
  }

  @Test
  void onErrorTellsWhoseFaultItWas() {
    List<ErrorEvent> errors =
        seen(Receiver.METHOD, "echo", ERROR).stream()
            .map(s -> s.payload(ErrorEvent.class))
            .toList();

    assertThat(errors)
        .extracting(ErrorEvent::category)
        .containsExactly(ErrorCategory.HANDLER_PANIC, ErrorCategory.HANDLER_ERROR);
    assertThat(errors)
        .extracting(error -> error.source().kind())
        .containsExactly(ErrorKind.INTERNAL, ErrorKind.INVALID_ARGUMENT);
    assertThat(errors.get(0).source()).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(errors)
        .allSatisfy(
            error -> {
              assertThat(error.context()).isEqualTo("handling a request");
              assertThat(error.timestamp()).isBeforeOrEqualTo(Instant.now());
            });
  }

  @Test
  void onCredentialRenewedTellsWhenTheCredentialExpires() {
    CredentialEvent credential =
        seen(Receiver.METHOD, "echo", CREDENTIAL_RENEWED).get(0).payload(CredentialEvent.class);

    assertThat(credential.newExpiry()).isAfter(Instant.now());
  }

  @Test
  void onlyTheHooksOfTheFirstSignalingConnectionHaveNoContext() {
    assertThat(seen)
        .isNotEmpty()
        .allMatch(
            s ->
                s.context().isEmpty()
                    == (s.hook() == SIGNALING_CONNECTING || s.hook() == SIGNALING_CONNECTED));
  }

  @Test
  void contextOfAHookIsThatOfItsActorAndHasNoCaller() {
    assertThat(seen.stream().flatMap(s -> s.context().stream().map(c -> Map.entry(s.actor(), c))))
        .allSatisfy(
            entry -> {
              Context context = entry.getValue();
              assertThat(context.node().actor()).isEqualTo(entry.getKey());
              assertThat(context.caller()).isEmpty();
            });
  }

  @Test
  void eachOccurrenceHasARequestIdOfItsOwn() {
    List<String> ids =
        seen.stream()
            .filter(s -> s.by() == Receiver.METHOD)
            .flatMap(s -> s.context().stream())
            .map(Context::requestId)
            .toList();

    assertThat(ids).hasSizeGreaterThan(10).doesNotHaveDuplicates();
  }
}
