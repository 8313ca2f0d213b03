package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.cdi.RemoteCallers.AlsoOrdinary;
import dev.actr.cdi.RemoteCallers.Caller;
import dev.actr.cdi.RemoteCallers.Hasty;
import dev.actr.cdi.RemoteCallers.Looking;
import dev.actr.cdi.RemoteCallers.NewerActor;
import dev.actr.cdi.RemoteCallers.OfOther;
import dev.actr.cdi.RemoteCallers.OfRequest;
import dev.actr.cdi.RemoteCallers.Ordinary;
import dev.actr.cdi.RemoteCallers.Other;
import dev.actr.devserver.DevServer;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;
import dev.actr.test.echo.EchoServiceClient;
import jakarta.enterprise.context.control.RequestContextController;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Injected clients, with an actor of another application. */
class RemoteTest {

  private DevServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = DevServer.builder().port(0).start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private TestContainer caller(Class<?>... more) {
    return caller(Extensions.PORTABLE, more);
  }

  private TestContainer caller(Extensions extensions, Class<?>... more) {
    return caller(extensions, new String[0], more);
  }

  private TestContainer caller(String[] config) {
    return caller(Extensions.PORTABLE, config);
  }

  private TestContainer caller(Extensions extensions, String[] config, Class<?>... more) {
    Class<?>[] beans = new Class<?>[more.length + 2];
    beans[0] = Caller.class;
    beans[1] = Ordinary.class;
    System.arraycopy(more, 0, beans, 2, more.length);
    TestContainer container = extensions.boot(RemoteEcho.config(server, config), beans);
    RemoteEcho.awaitReady(container);
    return container;
  }

  private static String echo(EchoServiceClient client, String message) {
    return client.echo(request(message)).getReply();
  }

  static EchoRequest request(String message) {
    return EchoRequest.newBuilder().setMessage(message).build();
  }

  static ActrException failure(EchoServiceClient client, String message) {
    return catchThrowableOfType(ActrException.class, () -> client.echo(request(message)));
  }

  private static String idOf(RemoteEcho echo) {
    return echo.id().toString();
  }

  private static String first(TestContainer caller) {
    return caller
        .get(NodeManager.class)
        .nodes()
        .get("caller")
        .node()
        .orElseThrow()
        .context()
        .discover(ActrType.parse(RemoteEcho.TYPE))
        .toString();
  }

  @ParameterizedTest
  @EnumSource
  void everyBeanOfTheApplicationMayCall(Extensions extensions) throws Exception {
    try (RemoteEcho echo = RemoteEcho.boot(server);
        TestContainer caller = caller(extensions, OfRequest.class, Looking.class)) {
      assertThat(echo(caller.get(Ordinary.class).client(), "bean")).isEqualTo("bean");
      assertThat(echo(caller.get(Looking.class).client(), "look-up")).isEqualTo("look-up");

      Caller actor = caller.get(Caller.class);
      assertThat(echo(actor.client(), "actor")).isEqualTo("actor");
      assertThat(actor.whoIAm().get(20, TimeUnit.SECONDS)).contains("acme:Caller:1.0.0");

      RequestContextController request = caller.get(RequestContextController.class);
      request.activate();
      try {
        assertThat(echo(caller.get(OfRequest.class).client(), "request")).isEqualTo("request");
      } finally {
        request.deactivate();
      }
      assertThat(echo.actor().asked()).contains("bean", "look-up", "actor", "request");
    }
  }

  @Test
  void blockingAsynchronousAndOneWayCallsReachTheActor() throws Exception {
    try (RemoteEcho echo = RemoteEcho.boot(server);
        TestContainer caller = caller()) {
      EchoServiceClient client = caller.get(Ordinary.class).client();

      assertThat(echo(client, "waiting")).isEqualTo("waiting");
      assertThat(
              client
                  .echoAsync(request("later"))
                  .toCompletableFuture()
                  .get(20, TimeUnit.SECONDS)
                  .getReply())
          .isEqualTo("later");
      client.tellEcho(request("psst"));
      await().until(() -> echo.actor().asked().contains("psst"));
    }
  }

  @Test
  void nodeIsDiscoveredWhenItIsNeeded() {
    try (TestContainer caller = caller()) {
      EchoServiceClient client = caller.get(Ordinary.class).client();
      assertThat(failure(client, "too early").kind()).isEqualTo(ErrorKind.NOT_FOUND);
      assertThat(client.echoAsync(request("too early")))
          .failsWithin(20, TimeUnit.SECONDS)
          .withThrowableThat()
          .withMessageContaining("no live node of type acme:EchoService:1.0.0");

      try (RemoteEcho echo = RemoteEcho.boot(server)) {
        assertThat(echo(client, "who are you")).isEqualTo(idOf(echo));
      }
    }
  }

  @Test
  void clientKeepsToItsNodeWhileOthersCome() {
    try (RemoteEcho echo = RemoteEcho.boot(server);
        TestContainer caller = caller(AlsoOrdinary.class)) {
      EchoServiceClient client = caller.get(Ordinary.class).client();
      assertThat(echo(client, "who are you")).isEqualTo(idOf(echo));

      try (RemoteEcho other = RemoteEcho.boot(server)) {
        assertThat(first(caller)).isEqualTo(idOf(other));
        assertThat(echo(client, "who are you")).isEqualTo(idOf(echo));
        assertThat(echo(caller.get(AlsoOrdinary.class).client(), "who are you"))
            .as("a client injected elsewhere")
            .isEqualTo(idOf(echo));
      }
    }
  }

  @Test
  void answersOfANodeDoNotMakeTheClientLeaveIt() {
    try (RemoteEcho echo = RemoteEcho.boot(server);
        TestContainer caller = caller()) {
      EchoServiceClient client = caller.get(Ordinary.class).client();
      assertThat(echo(client, "who are you")).isEqualTo(idOf(echo));

      try (RemoteEcho other = RemoteEcho.boot(server)) {
        ActrException failure = failure(client, "missing");
        assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(failure).hasMessage("no such thing");
        assertThat(client.echoAsync(request("missing")))
            .failsWithin(20, TimeUnit.SECONDS)
            .withThrowableThat()
            .withMessageContaining("no such thing");
        assertThat(echo(client, "who are you")).isEqualTo(idOf(echo)).isNotEqualTo(idOf(other));
        assertThat(other.actor().asked()).isEmpty();
      }
    }
  }

  @Test
  void anotherNodeTakesOverWhenTheFirstHasGone() throws Exception {
    try (TestContainer caller = caller()) {
      EchoServiceClient client = caller.get(Ordinary.class).client();
      RemoteEcho one = RemoteEcho.boot(server);
      assertThat(echo(client, "who are you")).isEqualTo(idOf(one));

      RemoteEcho two = RemoteEcho.boot(server);
      one.close();
      assertThat(echo(client, "who are you")).isEqualTo(idOf(two));

      RemoteEcho three = RemoteEcho.boot(server);
      two.close();
      assertThat(
              client
                  .echoAsync(request("who are you"))
                  .toCompletableFuture()
                  .get(20, TimeUnit.SECONDS)
                  .getReply())
          .isEqualTo(idOf(three));

      try (RemoteEcho four = RemoteEcho.boot(server)) {
        three.close();
        client.tellEcho(request("psst"));
        await().until(() -> four.actor().asked().contains("psst"));
      }
    }
  }

  @Test
  void onlyCallsInFlightFailWhenTheirNodeGoes() {
    try (TestContainer caller = caller()) {
      EchoServiceClient client = caller.get(Ordinary.class).client();
      RemoteEcho one = RemoteEcho.boot(server);
      assertThat(echo(client, "who are you")).isEqualTo(idOf(one));
      CompletableFuture<EchoResponse> inFlight =
          client.echoAsync(request("slow")).toCompletableFuture();
      try (RemoteEcho two = RemoteEcho.boot(server)) {
        await().until(() -> one.actor().asked().contains("slow"));
        one.close();

        assertThat(inFlight)
            .failsWithin(20, TimeUnit.SECONDS)
            .withThrowableThat()
            .havingCause()
            .isInstanceOfSatisfying(
                ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
        assertThat(echo(client, "who are you")).isEqualTo(idOf(two));
      }
    }
  }

  @Test
  void callTakesNoLongerThanItsTimeoutAndTheClientStaysWithTheNode() {
    try (RemoteEcho echo = RemoteEcho.boot(server);
        TestContainer caller = caller(new String[] {"actr.call.timeout", "PT0.7S"})) {
      EchoServiceClient client = caller.get(Ordinary.class).client();
      assertThat(echo(client, "who are you")).isEqualTo(idOf(echo));

      try (RemoteEcho other = RemoteEcho.boot(server)) {
        assertThat(failure(client, "slow").kind()).isEqualTo(ErrorKind.TIMED_OUT);
        assertThat(client.echoAsync(request("slow")))
            .failsWithin(20, TimeUnit.SECONDS)
            .withThrowableThat()
            .havingCause()
            .isInstanceOfSatisfying(
                ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TIMED_OUT));
        echo.actor().release();
        assertThat(echo(client, "who are you")).isEqualTo(idOf(echo)).isNotEqualTo(idOf(other));
      }
    }
  }

  @Test
  void failuresReachContinuationsOnThreadsThatMayBlock() throws Exception {
    try (RemoteEcho echo = RemoteEcho.boot(server);
        TestContainer caller = caller(new String[] {"actr.call.timeout", "PT0.7S"})) {
      EchoServiceClient client = caller.get(Ordinary.class).client();
      CompletableFuture<String> afterTimeout =
          client
              .echoAsync(request("slow"))
              .handle(
                  (response, thrown) -> {
                    echo.actor().release();
                    return echo(client, "blocking");
                  })
              .toCompletableFuture();

      assertThat(afterTimeout.get(20, TimeUnit.SECONDS)).isEqualTo("blocking");
    }
  }

  @Test
  void interruptedCallSpoilsNoLaterOne() {
    try (RemoteEcho echo = RemoteEcho.boot(server);
        TestContainer caller = caller()) {
      EchoServiceClient client = caller.get(Ordinary.class).client();
      Thread.currentThread().interrupt();
      ActrException failure = failure(client, "interrupted");
      assertThat(Thread.interrupted()).isTrue();

      assertThat(failure).hasMessageContaining("interrupted");
      assertThat(echo(client, "who are you")).isEqualTo(idOf(echo));
    }
  }

  @ParameterizedTest
  @EnumSource
  void actorThatMakesTheCallsIsChosen(Extensions extensions) {
    try (RemoteEcho echo = RemoteEcho.boot(server);
        TestContainer caller = caller(extensions, Other.class, OfOther.class)) {
      assertThat(echo(caller.get(OfOther.class).client(), "who am I"))
          .endsWith("/acme:Other:2.0.0")
          .isEqualTo(id(caller, "other"));
      assertThat(echo(caller.get(Caller.class).client(), "who am I"))
          .isEqualTo(id(caller, "caller"));
      assertThat(echo.actor().asked()).contains("who am I");
    }
  }

  private static String id(TestContainer container, String actor) {
    return container
        .get(NodeManager.class)
        .nodes()
        .get(actor)
        .node()
        .orElseThrow()
        .node()
        .id()
        .orElseThrow()
        .toString();
  }

  @ParameterizedTest
  @EnumSource
  void callsBeforeTheActorHasStartedSaySo(Extensions extensions) {
    try (RemoteEcho echo = RemoteEcho.boot(server);
        TestContainer caller =
            extensions.boot(
                RemoteEcho.config(server, "actr.auto-start", "false"),
                Caller.class,
                Ordinary.class,
                Hasty.class)) {
      assertThat(caller.get(Hasty.class).failure().kind())
          .isEqualTo(ErrorKind.CONNECTION_NOT_READY);
      EchoServiceClient client = caller.get(Ordinary.class).client();
      assertThat(failure(client, "hello").kind()).isEqualTo(ErrorKind.CONNECTION_NOT_READY);

      caller.get(NodeManager.class).start();
      RemoteEcho.awaitReady(caller);

      assertThat(echo(client, "who are you")).isEqualTo(idOf(echo));
    }
  }

  @Test
  void nodeThatServesExactlyTheClientsServiceComesFirst() {
    try (RemoteEcho exact = RemoteEcho.boot(server);
        RemoteEcho newer = RemoteEcho.boot(server, NewerActor.class);
        TestContainer caller = caller()) {
      assertThat(first(caller)).as("without a preference").isEqualTo(idOf(newer));

      EchoServiceClient client = caller.get(Ordinary.class).client();

      assertThat(echo(client, "who are you")).isEqualTo(idOf(exact));
    }
  }

  @Test
  void nodeOfAnotherVersionIsBetterThanNone() {
    try (RemoteEcho newer = RemoteEcho.boot(server, NewerActor.class);
        TestContainer caller = caller()) {
      assertThat(echo(caller.get(Ordinary.class).client(), "who are you")).isEqualTo(idOf(newer));
    }
  }
}
