package dev.actr.signaling;

import dev.actr.ActrException;
import dev.actr.identity.Identity;
import dev.actr.net.IoLoops;
import dev.actr.net.WebSocketClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A client whose listener remembers what it was told. */
public final class TestClient implements AutoCloseable {

  static final String CONNECTING = "connecting";
  static final String CONNECTED = "connected";
  static final String FAILED = "failed";
  static final String DISCONNECTED = "disconnected";
  static final String REJECTED = "rejected";
  static final String WARNED = "warned";

  /** So long that a second attempt after a delay does not happen in a test. */
  static final Backoff NEVER = new Backoff(Duration.ofHours(1), Duration.ofHours(1));

  /** So short that tests do not wait. */
  static final Backoff SOON = new Backoff(Duration.ofMillis(1), Duration.ofMillis(10));

  /** The client. */
  public final SignalingClient client;

  final List<String> events = new CopyOnWriteArrayList<>();

  /** Why attempts failed and connections went. */
  final List<ActrException> reasons = new CopyOnWriteArrayList<>();

  /** What a rejected credential is replaced with. */
  volatile CompletableFuture<Identity> renewed = new CompletableFuture<>();

  private final IoLoops loops = new IoLoops();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  /** A client that has not been started and tries again soon. */
  public TestClient(URI url) {
    this(url, SOON);
  }

  TestClient(URI url, Backoff backoff) {
    client =
        new SignalingClient(
            url,
            false,
            backoff,
            loops,
            new WebSocketClient(loops, executor),
            () -> 0,
            new Listener());
  }

  /** A connected client. */
  public static TestClient connected(ScriptedSignaling server, Identity identity) {
    return new TestClient(server.url()).startAndWait(identity);
  }

  TestClient start(Identity identity) {
    client.start(identity);
    return this;
  }

  TestClient startAndWait(Identity identity) {
    client.start(identity);
    await(CONNECTED, 1);
    return this;
  }

  long count(String event) {
    return events.stream().filter(event::equals).count();
  }

  void await(String event, int times) {
    ScriptedSignaling.await().until(() -> count(event) >= times);
  }

  void stop() {
    client.close("test").orTimeout(ScriptedSignaling.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    stop();
    executor.shutdownNow();
    loops.close();
  }

  private final class Listener implements SignalingListener {

    @Override
    public void credentialWarned() {
      events.add(WARNED);
    }

    @Override
    public void connecting() {
      events.add(CONNECTING);
    }

    @Override
    public void connectFailed(ActrException failure) {
      reasons.add(failure);
      events.add(FAILED);
    }

    @Override
    public void connected() {
      events.add(CONNECTED);
    }

    @Override
    public void disconnected(ActrException reason) {
      reasons.add(reason);
      events.add(DISCONNECTED);
    }

    @Override
    public CompletionStage<Identity> credentialRejected() {
      events.add(REJECTED);
      return renewed;
    }
  }
}
