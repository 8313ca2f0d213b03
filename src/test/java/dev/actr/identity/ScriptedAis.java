package dev.actr.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An AIS on which a test decides, on the HTTP server of the JDK. */
public final class ScriptedAis implements AutoCloseable {

  /** What the server does with a request. */
  @FunctionalInterface
  public interface Script {
    /** Answers; an exception ends the connection. */
    void on(HttpExchange exchange, byte[] request) throws IOException;
  }

  /** A request as it came; header names are in lower case. */
  public record Request(String method, String path, Map<String, String> headers, byte[] body) {}

  /** What has been asked. */
  public final List<Request> requests = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private volatile Script script;

  /** Listens on a free port. */
  public ScriptedAis(Script script) {
    this.script = script;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(), String.join(",", values)));
      requests.add(
          new Request(
              exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
      script.on(exchange, body);
    }
  }

  /** Answers with a body. */
  public static Script answer(int status, byte[] body) {
    return (exchange, request) -> {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  /** Does this from now on. */
  public void script(Script script) {
    this.script = script;
  }

  /** The base URL. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ais");
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
