package dev.actr.signaling;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.Printable;
import dev.actr.identity.Identity;
import dev.actr.net.IoLoops;
import dev.actr.net.UpgradeRejectedException;
import dev.actr.net.WebSocketClient;
import dev.actr.net.WebSocketLimits;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling;
import dev.actr.wire.proto.SignalingProtos.GetSigningKeyRequest;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Keeps one node connected to the signaling server, from {@link #start} to {@link #close}, and asks
 * the server on its behalf. All state is confined to one event loop.
 */
public final class SignalingClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_MESSAGE = 1024 * 1024;

  /** A connection that lasted this long was good: the next one is tried at once. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final URI url;
  private final boolean answers;
  private final Backoff backoff;
  private final WebSocketClient sockets;
  private final EventLoop loop;
  private final IntSupplier backlog;
  private final SignalingListener listener;

  private Consumer<ActrRelay> relays = relay -> {};
  private BiConsumer<ActrId, ActrException> refusals = (target, reason) -> {};
  private Identity identity;
  private SignalingConnection connection;
  private int failures;
  private long connectedAt;
  private long nextEnvelope = 1;
  private boolean closed;

  /** Whether a rejected credential is being replaced; no attempt is made meanwhile. */
  private boolean renewing;

  private volatile boolean connected;

  /**
   * A client that is not yet started.
   *
   * @param url of the server, used as it is
   * @param answers whether others should rather make the offers of WebRTC
   * @param backoff between attempts
   * @param loops move the bytes
   * @param sockets opens the connections
   * @param backlog requests that wait for the node or are being handled, told to the server
   * @param listener learns what happens
   */
  public SignalingClient(
      URI url,
      boolean answers,
      Backoff backoff,
      IoLoops loops,
      WebSocketClient sockets,
      IntSupplier backlog,
      SignalingListener listener) {
    this.url = url;
    this.answers = answers;
    this.backoff = backoff;
    this.sockets = sockets;
    this.loop = loops.group().next();
    this.backlog = backlog;
    this.listener = listener;
  }

  /**
   * Hands over the messages other nodes send through the server.
   *
   * @param receiver called on the loop, must not block; set before the start
   */
  public void onRelay(Consumer<ActrRelay> receiver) {
    relays = receiver;
  }

  /**
   * Hands over the refusals of messages that this node has sent to others.
   *
   * @param receiver told whom the message was for, and why the server does not pass it on; called
   *     on the loop, must not block; set before the start
   */
  public void onRelayRefused(BiConsumer<ActrId, ActrException> receiver) {
    refusals = receiver;
  }

  private void onRelay(SignalingConnection source, ActrRelay relay) {
    boolean presentable =
        Printable.isPrintable(ProtoValues.fromProto(relay.getSource()).toString());
    if (source == connection && presentable) {
      relays.accept(relay);
    }
  }

  /**
   * Sends a message to another node through the server, which drops it silently if that node is not
   * connected. A server that gets too many messages at once drops some without telling which: then
   * it may be sent more than once, and later than others.
   *
   * @param target the other node
   * @param payload sets the message
   * @param wanted whether it is of use to send it again, or at all when it had to wait; called on
   *     the loop
   * @return done when it is first handed to the operating system; fails with an {@link
   *     ActrException}. Completes on the loop
   */
  public CompletableFuture<Void> relay(
      ActrId target, Consumer<ActrRelay.Builder> payload, BooleanSupplier wanted) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    loop.execute(
        () -> {
          if (connection == null) {
            sent.completeExceptionally(notConnected());
            return;
          }
          connection
              .relay(ProtoValues.toProto(target), payload, wanted)
              .whenComplete(
                  (ok, failure) -> {
                    if (failure == null) {
                      sent.complete(null);
                    } else {
                      sent.completeExceptionally(ActrException.of(failure));
                    }
                  });
        });
    return sent;
  }

  /**
   * Connects, and reconnects whenever the connection has gone.
   *
   * @param initial who the node is
   */
  public void start(Identity initial) {
    loop.execute(
        () -> {
          identity = initial;
          attempt();
        });
  }

  /**
   * Goes on with another credential: on the open connection if it is the same node's, else on a new
   * one.
   *
   * @param renewed who the node is from now on
   */
  public void adopt(Identity renewed) {
    loop.execute(
        () -> {
          identity = renewed;
          if (connection != null) {
            connection.adopt(renewed);
          }
        });
  }

  /** Whether the connection is open now. */
  public boolean isConnected() {
    return connected;
  }

  private void attempt() {
    if (closed) {
      return;
    }
    listener.connecting();
    SignalingConnection candidate =
        new SignalingConnection(
            loop, identity, this::nextEnvelopeId, backlog, this::onEvent, this::onRelay, refusals);
    WebSocketLimits limits = WebSocketLimits.ofMessage(MAX_MESSAGE);
    sockets
        .connect(
            loop,
            SignalingUrl.of(url, identity, answers),
            new DefaultHttpHeaders(),
            CONNECT_TIMEOUT,
            limits,
            candidate)
        .whenCompleteAsync(
            (channel, failure) -> {
              if (failure != null) {
                failed(failure);
              } else if (closed) {
                channel.close();
              } else if (channel.isActive()) {
                opened(candidate);
              } else {
                failed(new IOException("closed right after the upgrade"));
              }
            },
            loop);
  }

  private String nextEnvelopeId() {
    return "env-" + nextEnvelope++;
  }

  private void opened(SignalingConnection candidate) {
    connection = candidate;
    connectedAt = System.nanoTime();
    connected = true;
    listener.connected();
    candidate.beginHeartbeat();
    // It may have got another credential while it connected with the old one.
    candidate.adopt(identity);
  }

  private void failed(Throwable failure) {
    if (closed) {
      return;
    }
    Throwable cause = ActrException.unwrap(failure);
    failures++;
    boolean rejected =
        cause instanceof UpgradeRejectedException upgrade
            && upgrade.status() == HttpResponseStatus.UNAUTHORIZED.code();
    listener.connectFailed(
        new ActrException(
            rejected ? ErrorKind.PERMISSION_DENIED : ErrorKind.UNAVAILABLE,
            "signaling server " + url + " cannot be reached: " + cause.getMessage(),
            cause));
    if (rejected) {
      renew();
    } else {
      retryLater();
    }
  }

  private void renew() {
    if (!renewing) {
      renewing = true;
      listener.credentialRejected().whenCompleteAsync(this::continueAs, loop);
    }
  }

  private void continueAs(Identity renewed, Throwable failure) {
    renewing = false;
    if (failure == null) {
      identity = renewed;
    }
    if (connection == null) {
      retryLater();
    } else if (failure == null) {
      connection.adopt(renewed);
    }
  }

  private void retryLater() {
    loop.schedule(this::attempt, backoff.delayMillis(Math.max(1, failures)), TimeUnit.MILLISECONDS);
  }

  private void onEvent(SignalingConnection source, SignalingConnection.Event event) {
    if (source != connection) {
      return;
    }
    switch (event) {
      case CREDENTIAL_REJECTED -> renew();
      case CREDENTIAL_WARNED -> listener.credentialWarned();
      case HEARTBEAT_ANSWERED -> {
        if (isStable()) {
          failures = 0;
        }
      }
      case CLOSED -> lost(source.closeReason());
    }
  }

  private boolean isStable() {
    return System.nanoTime() - connectedAt >= STABLE_NANOS;
  }

  private void lost(ActrException reason) {
    boolean stable = isStable();
    connection = null;
    connected = false;
    listener.disconnected(reason);
    if (closed || renewing) {
      return;
    }
    if (stable) {
      failures = 0;
      attempt();
    } else {
      failures++;
      retryLater();
    }
  }

  /**
   * Finds live nodes of a type, the server's first choice first.
   *
   * @param type exactly this type
   * @param count how many at most
   * @return the nodes, perhaps none; fails with an {@link ActrException}
   */
  public CompletableFuture<List<Candidate>> routeCandidates(ActrType type, int count) {
    return routeCandidates(type, count, "");
  }

  /**
   * As above, preferring nodes that serve exactly the service the caller knows.
   *
   * @param type exactly this type
   * @param count how many at most
   * @param fingerprint of the caller's service; empty for no preference
   * @return the nodes, perhaps none; fails with an {@link ActrException}
   */
  public CompletableFuture<List<Candidate>> routeCandidates(
      ActrType type, int count, String fingerprint) {
    RouteCandidatesRequest request = RouteQuery.of(type, count, fingerprint);
    return request(message -> message.setRouteCandidatesRequest(request))
        .thenApply(RouteQuery::candidates);
  }

  /**
   * Asks for a key that credentials verify with.
   *
   * @param keyId which key
   * @return the raw key; fails with an {@link ActrException}
   */
  public CompletableFuture<byte[]> signingKey(int keyId) {
    return request(
            message ->
                message.setGetSigningKeyRequest(GetSigningKeyRequest.newBuilder().setKeyId(keyId)))
        .thenApply(
            reply -> {
              if (!reply.hasGetSigningKeyResponse()
                  || reply.getGetSigningKeyResponse().getKeyId() != keyId) {
                throw RouteQuery.unexpected(reply);
              }
              return reply.getGetSigningKeyResponse().getPubkey().toByteArray();
            });
  }

  private static ActrException notConnected() {
    return new ActrException(ErrorKind.UNAVAILABLE, "signaling is not connected");
  }

  private CompletableFuture<SignalingToActr> request(Consumer<ActrToSignaling.Builder> payload) {
    CompletableFuture<SignalingToActr> reply = new CompletableFuture<>();
    loop.execute(
        () -> {
          if (connection == null) {
            reply.completeExceptionally(notConnected());
          } else {
            connection.request(payload, REPLY_TIMEOUT, reply);
          }
        });
    return reply;
  }

  /**
   * Tells the server that the node goes, and disconnects for good.
   *
   * @param reason for people
   * @return done when the connection is closed, after at most five seconds; never fails
   */
  public CompletableFuture<Void> close(String reason) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          closed = true;
          if (connection == null) {
            done.complete(null);
          } else {
            connection.unregister(reason, REPLY_TIMEOUT, done);
          }
        });
    return done;
  }
}
