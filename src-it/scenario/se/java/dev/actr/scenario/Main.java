package dev.actr.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The scenario in a plain Java program, which offers it over HTTP by itself. */
public final class Main {

  private final SeContainer container;

  private Main(SeContainer container) {
    this.container = container;
  }

  /** Listens on the port {@code server.port} until the process is asked to end. */
  public static void main(String[] arguments) throws IOException {
    // Not every container ends itself; one that did would not wait for this one.
    System.setProperty("org.jboss.weld.se.shutdownHook", "false");
    SeContainer container = SeContainerInitializer.newInstance().initialize();
    Runtime.getRuntime().addShutdownHook(new Thread(container::close));
    int port = Integer.getInteger("server.port");
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", new Main(container)::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      String answer;
      try {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        answer = answer(exchange.getRequestURI().getPath(), text);
      } catch (RuntimeException e) {
        status = 500;
        answer = e.toString();
      }
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String answer(String path, String text) {
    if (path.startsWith("/api/call/")) {
      return scenario().call(path.substring("/api/call/".length()), text);
    }
    if (path.startsWith("/api/call-rtc/")) {
      return scenario().callOverWebRtc(path.substring("/api/call-rtc/".length()), text);
    }
    return switch (path) {
      case "/health/ready" ->
          container
              .select(SmallRyeHealthReporter.class)
              .get()
              .getReadiness()
              .getPayload()
              .toString();
      case "/api/events" -> String.join("\n", container.select(Journal.class).get().lines());
      case "/api/self" -> scenario().self();
      case "/api/hook-view" -> scenario().hookView().toString();
      case "/api/pass" -> scenario().pass(text);
      default -> throw new IllegalArgumentException("nothing is at " + path);
    };
  }

  private Scenario scenario() {
    return container.select(Scenario.class).get();
  }
}
