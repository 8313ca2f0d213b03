package dev.actr.net;

import static dev.actr.net.Loopback.LIMITS;
import static dev.actr.net.Loopback.TIMEOUT;
import static dev.actr.net.Loopback.failure;
import static dev.actr.net.Loopback.get;
import static dev.actr.net.Loopback.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.net.Loopback.Recorder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketClientTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  private final Loopback loopback = new Loopback();
  private final Recorder recorder = new Recorder();

  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setSoTimeout((int) TIMEOUT.toMillis());
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
    loopback.close();
  }

  @Test
  void theRequestHasThePathTheQueryAndTheHeadersAsGiven() throws Exception {
    Answer answer = new Answer(HttpResponseStatus.NOT_FOUND);
    try (HttpServer server = loopback.serve(() -> answer)) {
      String uri = "ws://127.0.0.1:" + server.port() + "/a/ws?actor_id=1%401%2Fa%3Ab%3Ac&x=%2B";
      HttpHeaders headers = new DefaultHttpHeaders().set("X-Actr-Source-ID", "0a02");
      CompletableFuture<Channel> opened =
          loopback.client.connect(URI.create(uri), headers, TIMEOUT, LIMITS, recorder);

      assertThat(take(answer.requests))
          .startsWith("GET /a/ws?actor_id=1%401%2Fa%3Ab%3Ac&x=%2B\n")
          .contains("\nX-Actr-Source-ID: 0a02\n", "\nsec-websocket-version: 13\n")
          .doesNotContain("origin", "Origin", "extensions");
      assertThat(failure(opened)).isInstanceOf(UpgradeRejectedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 301, 400, 401, 403, 404, 426, 500, 503})
  void anotherStatusThan101IsARejection(int status) throws Exception {
    Answer answer = new Answer(HttpResponseStatus.valueOf(status));
    try (HttpServer server = loopback.serve(() -> answer)) {
      UpgradeRejectedException rejected =
          (UpgradeRejectedException) failure(loopback.connect(server.port(), LIMITS, recorder));
      assertThat(rejected.status()).isEqualTo(status);
      assertThat(rejected).hasMessage("WebSocket upgrade answered with HTTP status " + status);
    }
    await().untilAsserted(() -> assertThat(recorder.closed).hasSize(1));
    assertThat(recorder.messages).isEmpty();
  }

  @Test
  void aClosedPortIsAConnectException() throws Exception {
    int port = listener.getLocalPort();
    listener.close();
    assertThat(failure(loopback.connect(port, LIMITS, recorder)))
        .isInstanceOf(ConnectException.class);
    assertThat(recorder.closed).isEmpty();
  }

  @Test
  void aServerThatNeverAnswersTimesOut() throws Exception {
    assertThat(failure(connect("ws://localhost:" + listener.getLocalPort(), SHORT)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aServerThatClosesAtOnceFailsTheAttempt() throws Exception {
    CompletableFuture<Channel> opened = loopback.connect(listener.getLocalPort(), LIMITS, recorder);
    accept().close();
    assertThat(failure(opened)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: bm90IHRoZSBrZXk=\r\n\r\n'",
    "'HTTP/1.1 101 Switching Protocols\r\n\r\n'",
    "'SSH-2.0-OpenSSH_9.2\r\n'",
  })
  void anAnswerThatIsNoUpgradeFailsTheAttempt(String answer) throws Exception {
    CompletableFuture<Channel> opened = loopback.connect(listener.getLocalPort(), LIMITS, recorder);
    try (Socket socket = accept()) {
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      assertThat(failure(opened))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(UpgradeRejectedException.class);
    }
  }

  @Test
  void anAnswerWithoutEndFailsTheAttempt() throws Exception {
    CompletableFuture<Channel> opened = loopback.connect(listener.getLocalPort(), LIMITS, recorder);
    try (Socket socket = accept()) {
      byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n".getBytes();
      socket.getOutputStream().write(answer);
      assertThat(failure(opened)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anUnknownHostIsTold() throws Exception {
    assertThat(failure(connect("ws://host.invalid/ws", TIMEOUT)))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("host.invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/ws",
        "//localhost/ws",
        "/ws",
        "ws:localhost",
        "ws:///ws",
        "wsx://h"
      })
  void otherUrlsAreRefused(String uri) throws Exception {
    assertThat(failure(connect(uri, TIMEOUT)))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("not a ws: or wss: URL with a host");
  }

  @Test
  void theSchemeMayBeInUpperCase() throws Exception {
    try (HttpServer server = loopback.echo(LIMITS)) {
      assertThat(get(connect("WS://127.0.0.1:" + server.port(), TIMEOUT)).isActive()).isTrue();
    }
  }

  @Test
  void aHostNameThatIsNotResolvedInTimeFailsTheAttempt() throws Exception {
    WebSocketClient client = new WebSocketClient(loopback.loops, task -> {});
    assertThat(
            failure(
                client.connect(
                    URI.create("ws://localhost:" + listener.getLocalPort()),
                    EmptyHttpHeaders.INSTANCE,
                    SHORT,
                    LIMITS,
                    recorder)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("200 ms");
  }

  @Test
  void anAttemptThatFailedOrWasCancelledLeavesNoConnection() throws Exception {
    String uri = "ws://localhost:" + listener.getLocalPort();
    assertThat(failure(connect(uri, SHORT))).isInstanceOf(IOException.class);
    assertEndsAfterTheRequest();

    CompletableFuture<Channel> opened =
        loopback.connect(URI.create(uri), Duration.ofDays(100), LIMITS, new Recorder());
    try (Socket socket = accept()) {
      assertThat(socket.getInputStream().read()).isEqualTo('G');
      opened.cancel(true);
      socket.getInputStream().readAllBytes();
    }
  }

  @Test
  void everyAttemptFailsOnceTheThreadsHaveEnded() throws Exception {
    loopback.blocking.shutdown();
    assertThat(failure(connect("ws://localhost:" + listener.getLocalPort(), TIMEOUT)))
        .isInstanceOf(IOException.class);
    loopback.loops.close();
    assertThat(failure(connect("ws://localhost:" + listener.getLocalPort(), TIMEOUT)))
        .isInstanceOf(IOException.class);
  }

  private void assertEndsAfterTheRequest() throws IOException {
    try (Socket socket = accept()) {
      assertThat(new String(socket.getInputStream().readAllBytes())).startsWith("GET ");
    }
  }

  /** A read of the accepted connection fails rather than waits for ever. */
  private Socket accept() throws IOException {
    Socket socket = listener.accept();
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    return socket;
  }

  private CompletableFuture<Channel> connect(String uri, Duration timeout) {
    return loopback.connect(URI.create(uri), timeout, LIMITS, recorder);
  }

  /** Answers every request with one status and notes it. */
  @Sharable
  private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {

    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final HttpResponseStatus status;

    Answer(HttpResponseStatus status) {
      this.status = status;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      StringBuilder text = new StringBuilder("GET " + request.uri() + "\n");
      request.headers().forEach(h -> text.append(h.getKey() + ": " + h.getValue() + "\n"));
      requests.add(text.toString());
      HttpServer.respond(context, status, "text/plain", new byte[] {'x'}, false);
    }
  }
}
