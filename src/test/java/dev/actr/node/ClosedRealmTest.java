package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.devserver.DevServer;
import dev.actr.identity.ScriptedAis;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An AIS that closes a realm while a node is in it, and opens it again. */
class ClosedRealmTest {

  private static final int FORBIDDEN = 403;

  private final HttpClient http = HttpClient.newHttpClient();
  private volatile boolean closed;

  /** What the development server answers, but to renewals while the realm is closed. */
  private ScriptedAis.Script inFrontOf(DevServer server) {
    return (exchange, body) -> {
      String path = exchange.getRequestURI().getPath();
      if (closed && path.endsWith("/renew")) {
        ScriptedAis.answer(FORBIDDEN, new byte[0]).on(exchange, body);
        return;
      }
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(server.aisUri() + path.substring(path.lastIndexOf('/'))))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      HttpResponse<byte[]> answer =
          http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).join();
      ScriptedAis.answer(answer.statusCode(), answer.body()).on(exchange, body);
    };
  }

  @Test
  void callsFailAtOnceUntilTheRealmIsOpenAgain() throws Exception {
    try (DevServer server =
            DevServer.builder().port(0).credentialLifetime(Duration.ofSeconds(4)).start();
        ScriptedAis ais = new ScriptedAis(inFrontOf(server));
        TestNode echo = TestNode.builder(server.aisUri(), server.signalingUri()).build();
        TestNode caller =
            TestNode.builder(ais.url(), server.signalingUri()).type("acme:Caller:1.0.0").build()) {
      echo.startAndWait();
      caller.startAndWait();
      ActrId id = caller.id();
      Dest callee = Dest.peer(echo.id());
      assertThat(caller.echo(callee, "hello")).isEqualTo("hello");

      closed = true;
      caller.awaitState(NodeState.RECOVERING);
      ActrException failure =
          catchThrowableOfType(ActrException.class, () -> caller.echo(callee, "hello"));
      assertThat(failure.kind()).isEqualTo(ErrorKind.CONNECTION_NOT_READY);
      assertThat(failure).hasMessageContaining("realm 1001");
      assertThat(caller.echo(Dest.workload(), "hello")).isEqualTo("hello");

      closed = false;
      caller.awaitState(NodeState.READY);
      assertThat(caller.echo(callee, "hello")).isEqualTo("hello");
      assertThat(caller.id()).isEqualTo(id);
    }
  }
}
