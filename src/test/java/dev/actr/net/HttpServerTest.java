package dev.actr.net;

import static dev.actr.net.Loopback.LIMITS;
import static dev.actr.net.Loopback.failure;
import static dev.actr.net.Loopback.get;
import static dev.actr.net.Loopback.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.net.Loopback.Recorder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {

  private static final String UPGRADE =
      "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  private final Loopback loopback = new Loopback();

  @AfterEach
  void stop() {
    loopback.close();
  }

  @Test
  void requestsOnOneConnectionAreAnsweredInTurn() throws Exception {
    try (HttpServer server = loopback.serve(EchoBody::new)) {
      assertThat(
              talk(
                  server,
                  "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
                      + "POST /b HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
          .isEqualTo(
              "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 3\r\n"
                  + "connection: keep-alive\r\n\r\nabc"
                  + "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 0\r\n"
                  + "connection: close\r\n\r\n");
    }
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() throws Exception {
    try (HttpServer server = loopback.serve(EchoBody::new);
        Socket socket = connect(server)) {
      write(socket, "POST / HTTP/1.1\r\nContent-Length: 1025\r\n\r\n");
      assertThat(readHead(socket)).startsWith("HTTP/1.1 413 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "GET / HTTP/1.1\r\nHost: h", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na"})
  void aClientThatDoesNotFinishItsRequestIsGivenUp(String start) throws Exception {
    CompletableFuture<HttpServer> bound =
        HttpServer.bind(
            loopback.loops,
            "127.0.0.1",
            0,
            new ServerSettings(1024, Duration.ofMillis(100), 10, Optional.empty()),
            EchoBody::new);
    try (HttpServer server = get(bound)) {
      assertThat(talk(server, start)).isEmpty();
    }
  }

  @Test
  void anUpgradeIsAccepted() throws Exception {
    try (HttpServer server = loopback.echo(LIMITS);
        Socket socket = connect(server)) {
      write(socket, UPGRADE);
      // The key and its answer are the example of RFC 6455.
      assertThat(readHead(socket))
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .contains("\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .doesNotContain("extensions");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sec-WebSocket-Version: 13\r\n", "13"})
  void anotherVersionIsAnsweredWith426(String versionOrPartOfIt) throws Exception {
    String request = UPGRADE.replace(versionOrPartOfIt, versionOrPartOfIt.equals("13") ? "8" : "");
    try (HttpServer server = loopback.echo(LIMITS)) {
      assertThat(talk(server, request))
          .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
          .contains("\r\nsec-websocket-version: 13\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: websocket\r\n",
        "Connection: Upgrade\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      })
  void anUpgradeThatLacksAHeaderIsAnsweredWith400(String header) throws Exception {
    try (HttpServer server = loopback.echo(LIMITS)) {
      assertThat(talk(server, UPGRADE.replace(header, "")))
          .startsWith("HTTP/1.1 400 Bad Request\r\n");
    }
  }

  @Test
  void anUpgradeThatIsNoGetIsAnsweredWith400() throws Exception {
    try (HttpServer server = loopback.echo(LIMITS)) {
      assertThat(talk(server, UPGRADE.replace("GET", "POST")))
          .startsWith("HTTP/1.1 400 Bad Request\r\n");
    }
  }

  @Test
  void framesThatAreNotMaskedEndTheConnection() throws Exception {
    try (HttpServer server = loopback.echo(LIMITS);
        Socket socket = connect(server)) {
      write(socket, UPGRADE);
      readHead(socket);
      socket.getOutputStream().write(new byte[] {(byte) 0x82, 1, 42});
      byte[] rest = socket.getInputStream().readAllBytes();
      assertThat(rest).startsWith(0x88).containsSequence(0x03, 0xea);
      assertThat(take(loopback.accepted).messages).isEmpty();
    }
  }

  @Test
  void aPortInUseIsAnIoException() throws Exception {
    try (HttpServer server = loopback.serve(EchoBody::new)) {
      assertThat(failure(bind("127.0.0.1", server.port()))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anAddressThatCannotBeBoundIsAnIoException() {
    assertThat(failure(bind("host.invalid", 0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("host.invalid");
    assertThat(failure(bind("203.0.113.1", 0))).isInstanceOf(IOException.class);
  }

  @Test
  void bindingFailsOnceTheThreadsHaveEnded() {
    loopback.loops.close();
    assertThat(failure(bind("127.0.0.1", 0))).isInstanceOf(IOException.class);
  }

  @Test
  void closingEndsTheListenerButNotItsConnections() throws Exception {
    HttpServer server = loopback.echo(LIMITS);
    Recorder recorder = new Recorder();
    Channel channel = get(loopback.connect(server.port(), LIMITS, recorder));
    server.close();
    assertThat(failure(loopback.connect(server.port(), LIMITS, new Recorder())))
        .isInstanceOf(ConnectException.class);
    WebSockets.send(channel, new byte[] {1}, LIMITS);
    assertThat(take(recorder.messages)).containsExactly(1);
  }

  @Test
  void aPortIsFreeAsSoonAsItsServerIsClosed() throws Exception {
    HttpServer first = loopback.serve(EchoBody::new);
    int port = first.port();
    first.close();
    for (int i = 0; i < 50; i++) {
      get(bind("127.0.0.1", port)).close();
    }
  }

  @Test
  void endingTheLoopsEndsEveryConnection() throws Exception {
    HttpServer server = loopback.echo(LIMITS);
    Recorder recorder = new Recorder();
    get(loopback.connect(server.port(), LIMITS, recorder));
    loopback.loops.close();
    assertThat(loopback.loops.group().isTerminated()).isTrue();
    await().untilAsserted(() -> assertThat(recorder.closed).hasSize(1));
  }

  private CompletableFuture<HttpServer> bind(String host, int port) {
    return HttpServer.bind(loopback.loops, host, port, 1024, EchoBody::new);
  }

  private static Socket connect(HttpServer server) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout((int) Loopback.TIMEOUT.toMillis());
    return socket;
  }

  /** Sends a request and reads until the server closes the connection. */
  private static String talk(HttpServer server, String request) throws IOException {
    try (Socket socket = connect(server)) {
      write(socket, request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as(head.toString()).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  /** Answers with the body of the request. */
  private static final class EchoBody extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      byte[] body = new byte[request.content().readableBytes()];
      request.content().readBytes(body);
      HttpServer.respond(
          context, HttpResponseStatus.OK, "text/plain", body, HttpUtil.isKeepAlive(request));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
