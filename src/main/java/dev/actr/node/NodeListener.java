package dev.actr.node;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.net.IoLoops;
import dev.actr.peer.websocket.WebSocketListener;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Where peers can connect to one node over WebSocket, if it wants them to. Thread-safe. */
final class NodeListener {

  private final Optional<NodeConfig.Listener> address;
  private final String scheme;
  private final IoLoops loops;
  private final WebSocketListener listener;
  private volatile int port = -1;

  /** Not bound yet. */
  NodeListener(NodeConfig config, NodeEnvironment environment, WebSocketListener listener) {
    this.address = config.listener();
    this.scheme = environment.tls().hasKey() ? "wss://" : "ws://";
    this.loops = environment.loops();
    this.listener = listener;
  }

  /** Done when its port is bound, if it has one; fails with an {@link ActrException}. */
  CompletableFuture<Void> bind() {
    return address.map(this::bind).orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletableFuture<Void> bind(NodeConfig.Listener at) {
    return listener
        .bind(loops, at.host(), at.port())
        .handle(
            (bound, thrown) -> {
              if (thrown != null) {
                throw new ActrException(
                    ErrorKind.UNAVAILABLE,
                    "cannot listen on "
                        + at.host()
                        + ":"
                        + at.port()
                        + " (actr.websocket.port): "
                        + ActrException.unwrap(thrown).getMessage(),
                    thrown);
              }
              port = bound;
              return null;
            });
  }

  /** The bound port. */
  OptionalInt port() {
    return port < 0 ? OptionalInt.empty() : OptionalInt.of(port);
  }

  /** What peers are told to connect to, once it is bound. */
  Optional<String> advertisedAddress() {
    return address.map(at -> scheme + at.advertisedHost() + ":" + port);
  }

  /** Done when the port is free. */
  CompletableFuture<Void> stop() {
    return listener.stop();
  }
}
