package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.NodeEvent;
import dev.actr.RemoteCaller;
import dev.actr.Workload;
import dev.actr.identity.Identity;
import dev.actr.mailbox.DeadLetters;
import dev.actr.mailbox.MailboxStats;
import dev.actr.peer.webrtc.WebRtcPeers;
import dev.actr.signaling.SignalingListener;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One actor's node, from its start to its stop. Thread-safe; no method blocks.
 *
 * <p>A node is started once. It is READY when its {@code onReady} has been delivered and signaling
 * is connected, RECOVERING while signaling is away after that.
 */
public final class ActorNode {

  /** A hook that runs for longer counts as stuck. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private final NodeConfig config;
  final NodeParts parts;
  private final NodeListener listener;
  private final AtomicReference<NodeState> state = new AtomicReference<>(NodeState.INITIALIZING);
  private final CompletableFuture<Void> onStart = new CompletableFuture<>();
  private final CompletableFuture<Void> firstConnection = new CompletableFuture<>();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final AtomicReference<CompletableFuture<Void>> stopped = new AtomicReference<>();

  private volatile ActrException failure;

  /**
   * A node that is not yet started.
   *
   * @param config its configuration
   * @param workload the actor's contextual reference
   * @param environment what the application lends it
   */
  public ActorNode(NodeConfig config, Workload workload, NodeEnvironment environment) {
    this.config = config;
    this.parts =
        new NodeParts(
            config, workload, environment, new SignalingEvents(), this::isStopping, this::settle);
    this.listener = new NodeListener(config, environment, parts.listener);
  }

  private boolean isStopping() {
    return stopped.get() != null;
  }

  /**
   * Starts the node.
   *
   * @return done when it is READY; fails with an {@link ActrException} when it cannot start
   */
  public CompletionStage<Void> start() {
    if (!enter(NodeState.INITIALIZING, NodeState.STARTING)) {
      return started;
    }
    parts
        .mailbox
        .open()
        .thenCompose(opened -> proceed())
        .thenCompose(go -> parts.hooks.node(Hook.START))
        .whenComplete(
            (done, thrown) -> {
              if (thrown == null) {
                onStart.complete(null);
              } else {
                onStart.completeExceptionally(thrown);
              }
            });
    onStart
        .thenCompose(done -> bindListener())
        .thenCompose(done -> register())
        .thenCompose(done -> connect())
        .thenCompose(done -> serve())
        .whenComplete(
            (done, thrown) -> {
              if (thrown == null) {
                started.complete(null);
              } else {
                failToStart(thrown);
              }
            });
    return started;
  }

  private CompletableFuture<Void> bindListener() {
    return proceed()
        .thenCompose(go -> listener.bind())
        .thenCompose(
            bound -> {
              if (isStopping()) {
                // It was not there yet when the others were released.
                listener.stop();
              }
              return proceed();
            });
  }

  /** The next step of the start, unless the node is being stopped meanwhile. */
  private CompletableFuture<Void> proceed() {
    return isStopping()
        ? CompletableFuture.failedFuture(stoppedEarly())
        : CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> register() {
    enter(NodeState.STARTING, NodeState.REGISTERING);
    return parts
        .credentials
        .register(listener.advertisedAddress())
        .thenCompose(registered -> proceed().thenAccept(go -> adopt(registered)));
  }

  private void adopt(Identity registered) {
    parts.verifier.trust(registered);
    parts.credentials.adopt(registered);
  }

  private CompletableFuture<Void> connect() {
    enter(NodeState.REGISTERING, NodeState.CONNECTING);
    parts.signaling.start(parts.identity());
    return firstConnection;
  }

  private CompletableFuture<Void> serve() {
    parts.dispatcher.open(parts.mailbox.get());
    return parts
        .hooks
        .node(Hook.READY)
        // What onReady throws is logged where it is delivered, and does not matter here.
        .handle(
            (done, thrown) -> {
              enter(NodeState.CONNECTING, NodeState.READY);
              settle();
              return null;
            });
  }

  /** A node serves while it can be found; one at a time decides, so that the last one is right. */
  private synchronized void settle() {
    if (parts.signaling.isConnected() && !parts.credentials.isRealmUnavailable()) {
      enter(NodeState.RECOVERING, NodeState.READY);
    } else {
      enter(NodeState.READY, NodeState.RECOVERING);
    }
  }

  private void failToStart(Throwable thrown) {
    Throwable cause = ActrException.unwrap(thrown);
    ActrException reason =
        cause instanceof ActrException e
            ? e
            : new ActrException(ErrorKind.INTERNAL, "onStart failed: " + cause, cause);
    failure = reason;
    if (isEnding(state.getAndUpdate(s -> isEnding(s) ? s : NodeState.CRASHED))) {
      // Whoever stops it releases what it has.
      failure = null;
      started.completeExceptionally(reason);
      return;
    }
    NodeLog.LOG.state(config.name(), NodeState.CRASHED);
    release().whenComplete((done, ignored) -> started.completeExceptionally(reason));
  }

  private static boolean isEnding(NodeState state) {
    return state == NodeState.DRAINING || state == NodeState.HALTED;
  }

  private static ActrException stoppedEarly() {
    return new ActrException(ErrorKind.UNAVAILABLE, "stopped before it was ready");
  }

  /**
   * Stops the node: finishes what is in flight within {@code actr.shutdown.timeout}, calls {@code
   * onStop}, closes its connections and unregisters. Idempotent.
   *
   * @return done when everything is released and every hook delivered; never fails
   */
  public CompletionStage<Void> stop() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!stopped.compareAndSet(null, done)) {
      return stopped.get();
    }
    NodeState last = state.getAndSet(NodeState.DRAINING);
    if (last == NodeState.INITIALIZING) {
      started.completeExceptionally(stoppedEarly());
    }
    if (last == NodeState.CRASHED || last == NodeState.INITIALIZING) {
      // A node that has crashed releases what it has before it says so.
      started.whenComplete(
          (ready, thrown) ->
              parts
                  .mailbox
                  .close()
                  .whenComplete(
                      (closed, failed) -> {
                        state.set(NodeState.HALTED);
                        done.complete(null);
                      }));
      return done;
    }
    NodeLog.LOG.state(config.name(), NodeState.DRAINING);
    parts.mailbox.stopWaiting();
    firstConnection.completeExceptionally(stoppedEarly());
    bounded(onStart)
        .thenCompose(ended -> bounded(parts.dispatcher.drain()))
        .thenCompose(
            drained -> {
              if (!drained) {
                NodeLog.LOG.notDrained(config.name(), parts.dispatcher.backlog());
              }
              parts.dispatcher.halt();
              return release();
            })
        .whenComplete(
            (released, thrown) -> {
              state.set(NodeState.HALTED);
              NodeLog.LOG.state(config.name(), NodeState.HALTED);
              done.complete(null);
            });
    return done;
  }

  /** Calls onStop where onStart has returned, then closes everything. */
  private CompletableFuture<Void> release() {
    parts.credentials.stop();
    boolean begun = onStart.isDone() && !onStart.isCompletedExceptionally();
    CompletableFuture<Boolean> onStop =
        begun ? bounded(parts.hooks.node(Hook.STOP)) : CompletableFuture.completedFuture(true);
    return onStop
        .thenCompose(
            done -> {
              parts.streams.clear();
              return CompletableFuture.allOf(listener.stop(), parts.peers.close());
            })
        .thenCompose(closed -> parts.closeWebRtc())
        .thenCompose(closed -> parts.signaling.close("Graceful shutdown"))
        .thenCompose(done -> bounded(parts.hookQueue.flush()))
        .thenCompose(flushed -> parts.mailbox.close());
  }

  /** Whether it was done within the shutdown timeout; failures count as done. */
  private CompletableFuture<Boolean> bounded(CompletableFuture<?> task) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    var expiry =
        parts.timer.schedule(
            () -> result.complete(false),
            config.shutdownTimeout().toMillis(),
            TimeUnit.MILLISECONDS);
    task.whenComplete(
        (done, thrown) -> {
          expiry.cancel(false);
          result.complete(true);
        });
    return result;
  }

  private boolean enter(NodeState from, NodeState to) {
    boolean entered = state.compareAndSet(from, to);
    if (entered) {
      NodeLog.LOG.state(config.name(), to);
    }
    return entered;
  }

  /** Its configuration. */
  public NodeConfig config() {
    return config;
  }

  /** Where it is in its life. */
  public NodeState state() {
    return state.get();
  }

  /** Why it is CRASHED. */
  public Optional<ActrException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether it has ever been registered. */
  public boolean isRegistered() {
    return parts.identity() != null;
  }

  /** Requests that wait for the handler or are in it. */
  public int backlog() {
    return parts.dispatcher.backlog();
  }

  /** Requests and messages of peers that its access rules did not admit. */
  public long deniedRequests() {
    return parts.accessRules.denied();
  }

  /**
   * Requests and messages of peers that are not handled any more.
   *
   * @throws ActrException of kind {@link ErrorKind#UNAVAILABLE} before the node has started and
   *     after it has stopped
   */
  public DeadLetters deadLetters() {
    return parts.mailbox.get().deadLetters();
  }

  /**
   * How much is in its mailbox.
   *
   * @throws ActrException as {@link #deadLetters} does
   */
  public MailboxStats mailboxStats() {
    return parts.mailbox.get().stats();
  }

  /** Whether its hooks make progress. */
  public boolean isProgressing() {
    return parts.hookQueue.runningNanos() < STUCK.toNanos();
  }

  /** The bound port of its WebSocket listener. */
  public OptionalInt listenerPort() {
    return listener.port();
  }

  /** Its name and, once registered, identity. */
  public NodeEvent node() {
    return parts.node();
  }

  /**
   * Calls some live node of a type, discovering one whenever there is none.
   *
   * @param type exactly this type
   * @param fingerprint of the service the caller knows, to be preferred; may be empty
   * @param caller the context to call with, asked for at each call
   * @return a caller, which may be shared
   */
  public RemoteCaller remote(ActrType type, String fingerprint, Supplier<ActorContext> caller) {
    return parts.remote(type, fingerprint, caller);
  }

  /** A context of the node itself, without caller. */
  public ActorContext context() {
    return parts.context();
  }

  /** What the signaling connection reports, on its loop. */
  private final class SignalingEvents implements SignalingListener {

    @Override
    public void connecting() {
      emit(Hook.SIGNALING_CONNECTING);
    }

    @Override
    public void connectFailed(ActrException reason) {
      parts.hooks.error(
          ErrorCategory.SIGNALING_FAILURE, reason, "connecting to the signaling server");
    }

    @Override
    public void connected() {
      emit(Hook.SIGNALING_CONNECTED);
      parts.webRtc.ifPresent(WebRtcPeers::signalingConnected);
      firstConnection.complete(null);
      settle();
    }

    /** The contract: no context until the first connection is there. */
    private void emit(Hook hook) {
      if (firstConnection.isDone()) {
        parts.hooks.node(hook);
      } else {
        parts.hooks.nodeWithoutContext(hook);
      }
    }

    @Override
    public void disconnected(ActrException reason) {
      settle();
      parts.hooks.node(Hook.SIGNALING_DISCONNECTED);
    }

    @Override
    public CompletionStage<Identity> credentialRejected() {
      return parts.credentials.replace();
    }

    @Override
    public void credentialWarned() {
      parts.credentials.renew();
    }
  }
}
