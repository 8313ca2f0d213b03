package dev.actr.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.actr.ActrId;
import dev.actr.PayloadType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

/** A node of the Rust framework in a process of its own, which {@code node.js} drives. */
final class RustNode implements AutoCloseable {

  /** What a call of the Rust node failed with. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }

    /** The Rust framework's name of the error. */
    String code() {
      try {
        return JSON.readTree(getMessage()).path("code").asText();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static final int CALL_MILLIS = 30_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANSWER = "@@ ";
  private static final int PATIENCE_SECONDS = 60;
  private static final int STOP_SECONDS = 10;

  private final Process process;
  private final Path log;
  private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final ActrId id;

  private RustNode(Process process, Path log) throws Exception {
    this.process = process;
    this.log = log;
    CompletableFuture<JsonNode> started = new CompletableFuture<>();
    pending.put(ids.getAndIncrement(), started);
    Thread reader = new Thread(this::read, "log of " + log.getFileName());
    reader.setDaemon(true);
    reader.start();
    try {
      id = ActrId.parse(await(started).get("self").asText());
    } catch (Exception | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Starts a node with an {@code actr.toml} and waits until it is registered and connected. */
  static RustNode start(String config, String type, Path log) throws Exception {
    return start(List.of(), config, type, log);
  }

  /** The same, by a command that runs what follows it. */
  static RustNode start(List<String> launcher, String config, String type, Path log)
      throws Exception {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(
        List.of(
            "chroot",
            RustRoot.require().toString(),
            "/usr/bin/env",
            "-i",
            "PATH=/usr/bin:/bin",
            "RUST_LOG=info,actr_hyper=debug",
            "NO_COLOR=1",
            "node",
            "/actr/node.js",
            config,
            type));
    return new RustNode(new ProcessBuilder(command).redirectOutput(log.toFile()).start(), log);
  }

  private void read() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
        Writer out = Files.newBufferedWriter(Path.of(log + ".err"))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ANSWER)) {
          answered(JSON.readTree(line.substring(ANSWER.length())));
        } else {
          out.write(line + '\n');
          out.flush();
        }
      }
    } catch (IOException e) {
      process.destroyForcibly();
    }
    pending.values().forEach(p -> p.completeExceptionally(new Failure("the node has ended")));
  }

  private void answered(JsonNode answer) {
    CompletableFuture<JsonNode> future = pending.remove(answer.get("id").asInt());
    if (answer.has("error")) {
      future.completeExceptionally(new Failure(answer.get("error").asText()));
    } else {
      future.complete(answer);
    }
  }

  private CompletableFuture<JsonNode> request(ObjectNode request) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    int number = ids.getAndIncrement();
    pending.put(number, answer);
    request.put("id", number);
    synchronized (this) {
      try {
        Writer in = process.outputWriter(StandardCharsets.UTF_8);
        in.write(request + "\n");
        in.flush();
      } catch (IOException e) {
        answer.completeExceptionally(e);
      }
    }
    return answer;
  }

  static <T> T await(CompletableFuture<T> answer) throws Exception {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Failure failure ? failure : e;
    } catch (TimeoutException e) {
      throw new AssertionError("the Rust node does not answer", e);
    }
  }

  ActrId id() {
    return id;
  }

  Path log() {
    return log;
  }

  /** The nodes of a type; a {@link Failure} if there are none. */
  List<ActrId> discover(String type) throws Exception {
    JsonNode found =
        await(request(JSON.createObjectNode().put("op", "discover").put("type", type)));
    return StreamSupport.stream(found.get("ids").spliterator(), false)
        .map(text -> ActrId.parse(text.asText()))
        .toList();
  }

  /** Calls a node that was discovered. */
  CompletableFuture<byte[]> call(
      ActrId peer, String route, PayloadType lane, byte[] payload, int millis) {
    return request(message("call", peer, route, lane, payload).put("timeout", millis))
        .thenApply(answer -> Base64.getDecoder().decode(answer.get("payload").asText()));
  }

  void tell(ActrId peer, String route, PayloadType lane, byte[] payload) throws Exception {
    await(request(message("tell", peer, route, lane, payload)));
  }

  private static ObjectNode message(
      String op, ActrId peer, String route, PayloadType lane, byte[] payload) {
    return JSON.createObjectNode()
        .put("op", op)
        .put("peer", peer.toString())
        .put("route", route)
        .put("lane", lane.ordinal())
        .put("payload", Base64.getEncoder().encodeToString(payload));
  }

  /** It stops as it should: unregisters and closes its sessions. */
  void stop() throws Exception {
    await(request(JSON.createObjectNode().put("op", "stop")));
  }

  /** It is gone at once, without a word. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** It neither sends nor reads until {@link #thaw()}. */
  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      thaw();
      request(JSON.createObjectNode().put("op", "stop"));
      CompletableFuture.anyOf(
              process.onExit(),
              CompletableFuture.runAsync(
                  () -> {}, CompletableFuture.delayedExecutor(STOP_SECONDS, TimeUnit.SECONDS)))
          .join();
      kill();
    }
  }
}
