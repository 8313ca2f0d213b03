package dev.actr.node;

import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.Realm;
import dev.actr.devserver.DevServer;
import dev.actr.identity.AisClient;
import dev.actr.identity.Identity;
import dev.actr.net.IoLoops;
import dev.actr.net.WebSocketClient;
import dev.actr.net.tls.Tls;
import dev.actr.signaling.Backoff;
import dev.actr.signaling.SignalingClient;
import dev.actr.signaling.SignalingListener;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Registered actors that are no nodes of ours. */
final class Strangers {

  private Strangers() {}

  static Identity register(DevServer server, String webSocketAddress) {
    return register(server, webSocketAddress, Tls.jvmDefault(), "");
  }

  static Identity register(DevServer server, String webSocketAddress, Tls tls, String realmSecret) {
    return new AisClient(tls.secure(HttpClient.newBuilder()).build()::sendAsync, server.aisUri())
        .register(
            ActrType.parse("acme:Stranger:1.0.0"),
            new Realm(1001),
            Optional.of(realmSecret).filter(secret -> !secret.isEmpty()),
            Optional.of(webSocketAddress),
            Optional.empty(),
            Optional.empty())
        .join();
  }

  /** Opens the signaling connection that makes a registered actor discoverable. */
  static Session connect(DevServer server, Identity identity, IoLoops loops) {
    return connect(server, identity, loops, Tls.jvmDefault());
  }

  static Session connect(DevServer server, Identity identity, IoLoops loops, Tls tls) {
    return connect(server, identity, loops, tls, relay -> {});
  }

  /** One that learns what other actors send it. */
  static Session connect(
      DevServer server, Identity identity, IoLoops loops, Consumer<ActrRelay> relays) {
    return connect(server, identity, loops, Tls.jvmDefault(), relays);
  }

  private static Session connect(
      DevServer server, Identity identity, IoLoops loops, Tls tls, Consumer<ActrRelay> relays) {
    SignalingClient client =
        new SignalingClient(
            server.signalingUri(),
            false,
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1)),
            loops,
            new WebSocketClient(loops, Runnable::run, tls),
            () -> 0,
            new Ignored());
    client.onRelay(relays);
    client.start(identity);
    await().atMost(TestNode.PATIENCE).until(client::isConnected);
    return new Session(client);
  }

  record Session(SignalingClient client) implements AutoCloseable {

    boolean isConnected() {
      return client.isConnected();
    }

    @Override
    public void close() {
      client.close("done").join();
    }
  }

  private static final class Ignored implements SignalingListener {

    @Override
    public void connecting() {}

    @Override
    public void connectFailed(ActrException failure) {}

    @Override
    public void connected() {}

    @Override
    public void disconnected(ActrException reason) {}

    @Override
    public CompletionStage<Identity> credentialRejected() {
      return new CompletableFuture<>();
    }

    @Override
    public void credentialWarned() {}
  }
}
