package dev.actr.node;

import static dev.actr.node.Hook.CREDENTIAL_RENEWED;
import static dev.actr.node.Hook.ERROR;
import static dev.actr.node.Hook.START;
import static dev.actr.node.Hook.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.actr.ActrException;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.identity.ScriptedAis;
import dev.actr.identity.ScriptedAis.Script;
import dev.actr.signaling.ScriptedSignaling;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An AIS that answers nonsense does not end a node; one that refuses does. */
class HostileAisTest {

  private final HttpClient http = HttpClient.newHttpClient();
  @RegisterExtension final NodeServer server = new NodeServer();
  private ScriptedAis ais;

  @BeforeEach
  void start() throws Exception {
    ais = new ScriptedAis(good());
  }

  @AfterEach
  void stop() {
    ais.close();
  }

  /** What the development server answers. */
  private Script good() {
    return altered(UnaryOperator.identity(), response -> response);
  }

  /** What the development server answers, with the request or the answer changed. */
  private Script altered(
      UnaryOperator<RegisterRequest> request, UnaryOperator<RegisterResponse> response) {
    return (exchange, body) -> {
      byte[] asked = request.apply(RegisterRequest.parseFrom(body)).toByteArray();
      HttpResponse<byte[]> answer = post(asked);
      byte[] changed = response.apply(RegisterResponse.parseFrom(answer.body())).toByteArray();
      ScriptedAis.answer(answer.statusCode(), changed).on(exchange, body);
    };
  }

  private HttpResponse<byte[]> post(byte[] body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.get().aisUri() + "/register"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private TestNode.Builder node() {
    return TestNode.builder(ais.url(), server.get().signalingUri());
  }

  private static byte[] error(int code) {
    return RegisterResponse.newBuilder()
        .setError(ErrorResponse.newBuilder().setCode(code).setMessage("on purpose"))
        .build()
        .toByteArray();
  }

  /** Needs the server of a test. */
  private interface Nonsense {
    Script of(HostileAisTest test);
  }

  private static Named<Nonsense> nonsense(String name, Script script) {
    return Named.of(name, test -> script);
  }

  private static Named<Nonsense> answered(String name, int status, byte[] body) {
    return nonsense(name, ScriptedAis.answer(status, body));
  }

  private static Named<Nonsense> registered(
      String name, UnaryOperator<RegisterResponse.RegisterOk.Builder> change) {
    return Named.of(
        name,
        test ->
            test.altered(
                UnaryOperator.identity(),
                response ->
                    response.toBuilder()
                        .setSuccess(change.apply(response.getSuccess().toBuilder()))
                        .build()));
  }

  static Stream<Named<Nonsense>> nonsenses() {
    return Stream.of(
        answered("garbage", 200, "<html>not protobuf</html>".getBytes()),
        answered("nothing", 200, new byte[0]),
        answered("neither success nor error", 200, new byte[] {0x1a, 0}),
        answered("a body above the limit", 200, new byte[1024 * 1024 + 1]),
        nonsense(
            "a body without end",
            (exchange, request) -> {
              exchange.sendResponseHeaders(200, 0);
              while (true) {
                exchange.getResponseBody().write(new byte[64 * 1024]);
              }
            }),
        nonsense(
            "a redirection",
            (exchange, request) -> {
              exchange.getResponseHeaders().add("Location", "/elsewhere");
              exchange.sendResponseHeaders(302, -1);
            }),
        nonsense(
            "a hang-up",
            (exchange, request) -> {
              throw new IOException("on purpose");
            }),
        answered("429", 429, "slow down".getBytes()),
        answered("500", 500, new byte[0]),
        answered("503", 503, new byte[0]),
        answered("500 in the message", 200, error(500)),
        answered("503 in the message", 200, error(503)),
        Named.of(
            "an identity of another type",
            test ->
                test.altered(
                    request -> {
                      RegisterRequest.Builder other = request.toBuilder();
                      other.getActrTypeBuilder().setName("Other");
                      return other.build();
                    },
                    response -> response)),
        Named.of(
            "an identity of another realm",
            test ->
                test.altered(
                    request -> {
                      RegisterRequest.Builder other = request.toBuilder();
                      other.getRealmBuilder().setRealmId(7);
                      return other.build();
                    },
                    response -> response)),
        registered(
            "a signing key that is none",
            ok -> ok.setSigningPubkey(ByteString.copyFrom(new byte[31]))),
        registered(
            "a credential that cannot be read",
            ok -> {
              ok.getCredentialBuilder().setClaims(ByteString.copyFrom(new byte[] {-1}));
              return ok.clearCredentialExpiresAt();
            }));
  }

  @ParameterizedTest
  @MethodSource("nonsenses")
  void nonsenseIsReportedAndTheAisAskedAgain(Nonsense nonsense) {
    ais.script(nonsense.of(this));
    try (TestNode node = node().build().start()) {
      node.awaitHooks(hooks -> assertThat(hooks).contains(ERROR));
      assertThat(node.node.state()).isEqualTo(NodeState.REGISTERING);
      assertThat(node.errors())
          .allMatch(error -> error.category() == ErrorCategory.SIGNALING_FAILURE);

      ais.script(good());
      node.awaitState(NodeState.READY);
      assertThat(node.id().type()).hasToString("acme:Echo:1.0.0");
    }
  }

  /** The same when a node that has served needs a new identity: it never gives up. */
  @Test
  void aNodeThatHasServedSurvivesEverything() throws Exception {
    try (TestNode node = node().build().startAndWait()) {
      // A new server does not know the old identity.
      server.restart();
      for (Script script :
          Stream.concat(
                  nonsenses().map(n -> n.getPayload().of(this)),
                  Stream.of(400, 401, 403)
                      .flatMap(
                          code ->
                              Stream.of(
                                  ScriptedAis.answer(code, new byte[0]),
                                  ScriptedAis.answer(200, error(code)))))
              .toList()) {
        int errors = node.errors().size();
        ais.script(script);
        node.awaitHooks(
            hooks -> assertThat(node.errors().size()).isGreaterThanOrEqualTo(errors + 1));
      }
      ais.script(good());
      node.awaitState(NodeState.READY);
      assertThat(node.hookNames().stream().filter(CREDENTIAL_RENEWED::equals)).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_ARGUMENT",
    "401, PERMISSION_DENIED",
    "403, PERMISSION_DENIED",
  })
  void aRefusalEndsANodeWithItsReason(int code, ErrorKind kind) throws Exception {
    for (Script script :
        new Script[] {
          ScriptedAis.answer(code, new byte[0]), ScriptedAis.answer(200, error(code))
        }) {
      ais.script(script);
      try (TestNode node = node().build()) {
        ActrException failure = (ActrException) node.failureOfStart();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(String.valueOf(code));
        assertThat(node.node.state()).isEqualTo(NodeState.CRASHED);
        assertThat(node.node.failure()).containsSame(failure);
        assertThat(node.hookNames()).containsExactly(START, ERROR, STOP);
      }
    }
  }

  @Test
  void stoppingIsPromptWhileAnAisDoesNotAnswer() {
    ais.script(
        (exchange, request) -> {
          exchange.sendResponseHeaders(200, 10);
          exchange.getResponseBody().flush();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (TestNode node = node().build().start()) {
      node.awaitState(NodeState.REGISTERING);
      ScriptedSignaling.await().until(() -> ais.requests.size() == 1);
      node.stop();
      assertThat(node.node.state()).isEqualTo(NodeState.HALTED);
    }
  }
}
