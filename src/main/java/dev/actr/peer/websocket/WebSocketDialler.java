package dev.actr.peer.websocket;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.identity.Identity;
import dev.actr.net.UpgradeRejectedException;
import dev.actr.net.WebSocketClient;
import dev.actr.net.WebSocketLimits;
import dev.actr.peer.AddressDialler;
import dev.actr.peer.PeerEvents;
import dev.actr.peer.PeerLink;
import dev.actr.peer.PeerReceiver;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Opens WebSocket connections to the addresses peers advertise. */
public final class WebSocketDialler implements AddressDialler {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final WebSocketClient sockets;
  private final WebSocketLimits limits;
  private final Duration keepalive;
  private final Supplier<Identity> identity;
  private final PeerEvents events;

  /**
   * A dialler.
   *
   * @param sockets opens the connections
   * @param limits of each connection
   * @param keepalive how often a silent connection is probed; zero for never
   * @param identity who dials, asked for at each connection
   * @param events learns what happens
   */
  public WebSocketDialler(
      WebSocketClient sockets,
      WebSocketLimits limits,
      Duration keepalive,
      Supplier<Identity> identity,
      PeerEvents events) {
    this.sockets = sockets;
    this.limits = limits;
    this.keepalive = keepalive;
    this.identity = identity;
    this.events = events;
  }

  @Override
  public CompletableFuture<PeerLink> dial(ActrId peer, URI address, PeerReceiver receiver) {
    events.webSocketConnecting(peer);
    WebSocketLink link = new WebSocketLink(peer, false, limits, keepalive, receiver, events);
    return sockets
        .connect(address, HandshakeHeaders.of(identity.get()), TIMEOUT, limits, link)
        .thenApplyAsync(
            channel -> {
              if (!link.isOpen()) {
                throw new CompletionException(new IOException("closed right after the upgrade"));
              }
              link.open();
              return link;
            },
            command -> link.onLoop(command))
        .handle(
            (open, failure) -> {
              if (failure == null) {
                return open;
              }
              ActrException reason = reason(peer, failure);
              events.transportFailed(peer, reason);
              throw reason;
            });
  }

  private static ActrException reason(ActrId peer, Throwable failure) {
    Throwable cause = ActrException.unwrap(failure);
    boolean denied =
        cause instanceof UpgradeRejectedException upgrade
            && (upgrade.status() == 401 || upgrade.status() == 403);
    return new ActrException(
        denied ? ErrorKind.PERMISSION_DENIED : ErrorKind.UNAVAILABLE,
        "cannot connect to " + peer + ": " + cause.getMessage(),
        cause);
  }
}
