package dev.actr.servers;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** A runtime with the scenario on it, in a process of its own. A new one needs this class only. */
abstract class TestServer {

  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String name;
  private final String version;
  private final Path folder;
  private ProcessBuilder command;
  private ServerProcess process;
  private boolean lost;
  private boolean databaseUsed;
  private Optional<String> tellerPassword = Optional.empty();
  private Optional<Path> application = Optional.empty();

  /** What a runtime has of what not every one has. */
  enum Ability {
    /** Has the realm in a file of its own in {@code server-config}. */
    CONFIGURED_REALM,
    /** Deploys an application anew while it runs. */
    HOT_REDEPLOY,
    /** Can have the mailboxes' data source, with a file in {@code server-config}. */
    MAILBOX_DATABASE,
    /** Has a managed executor. */
    MANAGED_EXECUTOR,
    /** Has enterprise beans that ask for roles, with a file in {@code server-config}. */
    SECURITY,
    /** Has transactions. */
    TRANSACTIONS
  }

  TestServer(String name, String version) {
    this.name = name;
    this.version = version;
    this.folder = Folders.RUN.resolve(name.replace(' ', '-').toLowerCase(java.util.Locale.ROOT));
  }

  /**
   * Makes what the server needs in its folder, and the command that starts it.
   *
   * @param folder empty
   * @param properties the system properties it is to run with
   */
  abstract ProcessBuilder prepare(Path folder, Map<String, String> properties) throws Exception;

  /** Where the scenario's resources are, with a slash at the end. */
  abstract URI api();

  abstract URI readiness();

  abstract List<Ability> abilities();

  /** The name of the mailboxes' data source; only where the server can have it. */
  String dataSource() {
    throw new UnsupportedOperationException(name);
  }

  /** How many generations of a removed application the server itself keeps, at most. */
  int loadersKept() {
    return 0;
  }

  /** Has the application deployed, anew if it is there; only where the runtime can. */
  void redeploy() throws IOException {
    throw new UnsupportedOperationException(name);
  }

  /** Has the application removed; only where the runtime can. */
  void undeploy() throws IOException {
    throw new UnsupportedOperationException(name);
  }

  /** Has it run another application than the scenario, packaged as that is. */
  final TestServer running(Path packaged) {
    application = Optional.of(packaged);
    return this;
  }

  /**
   * What it is to run.
   *
   * @param scenario where that was packaged
   */
  final Path application(Path scenario) {
    return application.orElse(scenario);
  }

  /** Has it keep the mailboxes in the database that the environment tells. */
  final TestServer withDatabase() {
    databaseUsed = true;
    return this;
  }

  /** Has it know a teller with this password, and the beans that are for tellers alone. */
  final TestServer withTeller(String password) {
    tellerPassword = Optional.of(password);
    return this;
  }

  final Optional<String> tellerPassword() {
    return tellerPassword;
  }

  final boolean usesDatabase() {
    return databaseUsed;
  }

  /** Starts it without waiting for it. */
  final void start(Map<String, String> properties, Map<String, String> environment)
      throws Exception {
    start(properties, environment, folder -> {});
  }

  /** Changes a server's files. */
  @FunctionalInterface
  interface Change {
    void apply(Path folder) throws Exception;
  }

  /** As above, with a change to what was prepared. */
  final void start(Map<String, String> properties, Map<String, String> environment, Change change)
      throws Exception {
    command = prepare(Folders.empty(folder), properties);
    change.apply(folder);
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    command.environment().putAll(environment);
    startAgain();
  }

  /** Starts it with what an earlier process of it has left. */
  final void startAgain() throws IOException {
    process = ServerProcess.start(command, folder.resolve("console.log"));
  }

  final String name() {
    return name;
  }

  final String version() {
    return version;
  }

  final Path folder() {
    return folder;
  }

  final boolean can(Ability ability) {
    return abilities().contains(ability);
  }

  final ServerProcess process() {
    return process;
  }

  /** The options that give a virtual machine these system properties, and let it forget caches. */
  static List<String> options(Map<String, String> properties) {
    return Stream.concat(
            Stream.of("-XX:SoftRefLRUPolicyMSPerMB=0"),
            properties.entrySet().stream().map(p -> "-D" + p.getKey() + '=' + p.getValue()))
        .toList();
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  final String get(String path) {
    return ok(HttpRequest.newBuilder(api().resolve(path)).GET());
  }

  /** Has several threads of the server busy. */
  final void getAtOnce(String path, int count) {
    HttpRequest request = HttpRequest.newBuilder(api().resolve(path)).GET().build();
    Stream.generate(() -> HTTP.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
        .limit(count)
        .toList()
        .forEach(CompletableFuture::join);
  }

  final String post(String path, String text) {
    return ok(
        HttpRequest.newBuilder(api().resolve(path))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text)));
  }

  private String ok(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = send(request);
      if (response.statusCode() != 200) {
        throw new AssertionError(
            this + " answers " + response.statusCode() + ": " + response.body() + process);
      }
      return response.body();
    } catch (IOException e) {
      throw new AssertionError(this + " does not answer" + process, e);
    }
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return HTTP.send(
          request.timeout(Duration.ofSeconds(30)).build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The readiness check of an actor. Servers answer before the application has been deployed, so
   * the status of the whole says nothing.
   *
   * @return empty as long as it is not there
   */
  final Optional<JsonNode> check(String actor) {
    return allChecks()
        .filter(check -> check.path("name").asText().equals("actr-" + actor))
        .findFirst();
  }

  /** The names of all readiness checks. */
  final List<String> checks() {
    return allChecks().map(check -> check.path("name").asText()).toList();
  }

  private Stream<JsonNode> allChecks() {
    try {
      String body = send(HttpRequest.newBuilder(readiness()).GET()).body();
      JsonNode checks = new ObjectMapper().readTree(body).path("checks");
      return StreamSupport.stream(checks.spliterator(), false);
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  /** What it has printed so far. */
  final String log() throws IOException {
    return Files.readString(folder.resolve("console.log"));
  }

  /** Waits until an actor's check has this status, and returns it. */
  final JsonNode awaitCheck(String actor, String status) {
    assumeThat(lost).as("%s got no further before", this).isFalse();
    lost = true;
    JsonNode check = await(actor, status);
    lost = false;
    return check;
  }

  private JsonNode await(String actor, String status) {
    return Awaitility.await(this + ": actr-" + actor + " is " + status + process)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(this + " has ended" + process);
              }
              return check(actor).filter(c -> c.path("status").asText().equals(status));
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /** Kills it. Not called close, as JUnit would call that after each test. */
  final void kill() {
    if (process != null) {
      process.close();
    }
  }

  @Override
  public final String toString() {
    return name;
  }
}
