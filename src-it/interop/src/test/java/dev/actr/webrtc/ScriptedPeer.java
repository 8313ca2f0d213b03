package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process with another implementation, which runs {@code peer.js} and echoes all messages. */
final class ScriptedPeer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path BASE = Path.of(System.getProperty("basedir", "."));
  private static final Path SCRIPTS = BASE.resolve("src-it/interop/src/test/js").toAbsolutePath();

  private final ObjectMapper json = new ObjectMapper();
  private final BlockingQueue<ObjectNode> commands = new LinkedBlockingQueue<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final BlockingQueue<JsonNode> descriptions = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Process process;
  private final Peer ours;

  ScriptedPeer(Peer ours, Stack stack, Path folder) throws IOException {
    this.ours = ours;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/command", this::giveCommand);
    server.createContext("/event", this::takeEvent);
    server.createContext("/", this::giveFile);
    server.start();
    ours.onCandidate =
        candidate -> {
          ObjectNode told = json.createObjectNode();
          told.put("candidate", candidate.toAttribute());
          told.put("sdpMid", ours.connection.mid().orElse("0"));
          told.put("sdpMLineIndex", ours.connection.mLineIndex());
          candidate.usernameFragment().ifPresent(value -> told.put("usernameFragment", value));
          commands.add(command("candidate").set("candidate", told));
        };
    process =
        new ProcessBuilder(stack.command(SCRIPTS, folder, url()))
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "peer.log"))
            .start();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private ObjectNode command(String name) {
    return json.createObjectNode().put("command", name);
  }

  private void giveCommand(HttpExchange exchange) throws IOException {
    try {
      reply(exchange, 200, "application/json", json.writeValueAsBytes(commands.take()));
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  private void takeEvent(HttpExchange exchange) throws IOException {
    JsonNode event = json.readTree(exchange.getRequestBody());
    events.add(event);
    switch (event.get("event").asText()) {
      case "candidate" ->
          ours.connection.addIceCandidate(
              event.get("candidate").asText(), event.get("usernameFragment").asText());
      case "description" -> descriptions.add(event);
      default -> {}
    }
    reply(exchange, 200, "text/plain", new byte[0]);
  }

  private void giveFile(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(1);
    if (List.of("peer.js", "page.html").contains(name)) {
      String type = name.endsWith("js") ? "text/javascript" : "text/html";
      reply(exchange, 200, type, Files.readAllBytes(SCRIPTS.resolve(name)));
    } else {
      reply(exchange, 404, "text/plain", "none".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void reply(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  void open(String label, boolean ordered, int maxRetransmits) {
    ObjectNode options = json.createObjectNode().put("ordered", ordered);
    if (maxRetransmits >= 0) {
      options.put("maxRetransmits", maxRetransmits);
    }
    ObjectNode command = command("open").put("label", label);
    command.set("options", options);
    commands.add(command);
  }

  /** Has this side answer what ours offers. */
  void answer() throws InterruptedException {
    SessionDescription offer = ours.connection.createOffer().join();
    commands.add(command("answer").put("sdp", offer.sdp()));
    ours.connection.setRemoteDescription(SessionDescription.answer(description())).join();
  }

  /** Has this side offer and ours answer. */
  void offer(boolean restart) throws InterruptedException {
    commands.add(command("offer").put("restart", restart));
    ours.connection.setRemoteDescription(SessionDescription.offer(description())).join();
    commands.add(command("accept").put("sdp", ours.connection.createAnswer().join().sdp()));
  }

  private String description() throws InterruptedException {
    JsonNode description = descriptions.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(description).as("a description of the peer; its events: %s", events).isNotNull();
    return description.get("sdp").asText();
  }

  void closeChannel(String label) {
    commands.add(command("closeChannel").put("label", label));
  }

  void closeConnection() {
    commands.add(command("close"));
  }

  JsonNode awaitEvent(String name, String label) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(events).anyMatch(event -> is(event, name, label)));
    return events.stream().filter(event -> is(event, name, label)).findFirst().orElseThrow();
  }

  private static boolean is(JsonNode event, String name, String label) {
    return event.get("event").asText().equals(name) && event.path("label").asText().equals(label);
  }

  @Override
  public String toString() {
    return events.toString();
  }

  @Override
  public void close() {
    commands.add(command("end"));
    // A browser's other processes write to its folder for a moment after the first has ended.
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.destroy();
    all.forEach(one -> one.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    server.stop(0);
    threads.shutdownNow();
  }
}
