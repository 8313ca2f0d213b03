package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrType;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.RemoteCaller;
import dev.actr.ServiceSpec;
import dev.actr.Workload;
import dev.actr.dispatch.Handler;
import dev.actr.dispatch.RequestDispatcher;
import dev.actr.identity.AisClient;
import dev.actr.identity.Identity;
import dev.actr.identity.PeerVerifier;
import dev.actr.net.WebSocketClient;
import dev.actr.net.WebSocketLimits;
import dev.actr.peer.AddressBook;
import dev.actr.peer.Peers;
import dev.actr.peer.Transports;
import dev.actr.peer.webrtc.WebRtcConfig;
import dev.actr.peer.webrtc.WebRtcPeers;
import dev.actr.peer.webrtc.WebRtcRefusal;
import dev.actr.peer.websocket.WebSocketDialler;
import dev.actr.peer.websocket.WebSocketListener;
import dev.actr.signaling.Backoff;
import dev.actr.signaling.SignalingClient;
import dev.actr.signaling.SignalingListener;
import dev.actr.stream.StreamRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The rooms below, put together for one node. */
final class NodeParts {

  final ScheduledExecutorService timer;
  final HookQueue hookQueue;
  final HookEmitter hooks;
  final NodeMailbox mailbox;
  final AccessRules accessRules;
  final RequestDispatcher dispatcher;
  final StreamRegistry streams;
  final SignalingClient signaling;
  final Peers peers;
  final PeerVerifier verifier;
  final Optional<WebRtcPeers> webRtc;
  final WebSocketListener listener;
  final CredentialKeeper credentials;

  private final NodeConfig config;
  private final Outbound outbound;

  NodeParts(
      NodeConfig config,
      Workload workload,
      NodeEnvironment environment,
      SignalingListener signalingListener,
      BooleanSupplier stopping,
      Runnable realmChanged) {
    this.config = config;
    @SuppressWarnings("unchecked") // It is the dispatcher of this workload.
    MessageDispatcher<Workload> routes = (MessageDispatcher<Workload>) workload.dispatcher();
    timer = environment.loops().group();
    Supplier<Identity> identity = this::identity;
    hookQueue = new HookQueue(environment.executor(), environment.hooks());
    hooks = new HookEmitter(hookQueue, this::node, this::context);
    Backoff backoff = new Backoff(config.reconnectInitialDelay(), config.reconnectMaxDelay());
    mailbox =
        new NodeMailbox(
            config.name(), environment.mailbox(), environment.executor(), timer, backoff);
    accessRules = new AccessRules(config.name(), config.acl());
    DispatchHooks dispatchHooks =
        new DispatchHooks(hooks, config.dispatch().backpressureThreshold());
    dispatcher =
        new RequestDispatcher(
            new RequestDispatcher.Actor(
                config.name(),
                handler(workload, routes),
                routes.methods(),
                environment.scope(),
                inbound -> new NodeContext(outbound(), inbound)),
            config.dispatch(),
            environment.executor(),
            timer,
            accessRules,
            dispatchHooks);
    streams = new StreamRegistry(environment.executor(), environment.scope(), this::context);
    WebSocketClient sockets =
        new WebSocketClient(environment.loops(), environment.executor(), environment.tls());
    WebSocketLimits limits = WebSocketLimits.ofPeer(config.maxMessageSize());
    signaling =
        new SignalingClient(
            config.signalingUrl(),
            // Who offers to a node without WebRTC can be refused.
            config.webRtc().map(WebRtcConfig::prefersToAnswer).orElse(true),
            backoff,
            environment.loops(),
            sockets,
            dispatcher::backlog,
            signalingListener);
    Clock clock = Identity.clockOf(identity);
    verifier = new PeerVerifier(signaling::signingKey, clock);
    webRtc =
        config
            .webRtc()
            .map(
                how ->
                    new WebRtcPeers(
                        how,
                        environment.loops().group().next(),
                        environment.executor(),
                        signaling,
                        identity,
                        environment.tls(),
                        verifier,
                        dispatcher::isOpen,
                        hooks,
                        config.maxMessageSize()));
    AddressBook addresses = new AddressBook(signaling);
    peers =
        new Peers(
            new Transports(
                addresses,
                new WebSocketDialler(sockets, limits, config.limits().keepalive(), identity, hooks),
                webRtc,
                timer),
            timer,
            new NodeInbox(dispatcher, streams, dispatchHooks),
            config.limits(),
            addresses,
            clock);
    webRtc.ifPresentOrElse(
        sessions -> sessions.accept(peers), () -> WebRtcRefusal.install(signaling));
    listener =
        new WebSocketListener(
            limits, config.limits(), environment.tls(), verifier, dispatcher::isOpen, peers, hooks);
    AisClient ais = new AisClient(environment.http(), config.aisUrl());
    Registration registration =
        new Registration(
            config, ais, service(config.type().name(), routes.services()), timer, hooks, stopping);
    credentials =
        new CredentialKeeper(config, ais, registration, timer, hooks, new Followers(realmChanged));
    outbound =
        new Outbound(
            config,
            environment,
            identity,
            credentials::isRealmUnavailable,
            peers,
            addresses,
            streams,
            dispatcher);
  }

  private static Handler handler(Workload workload, MessageDispatcher<Workload> routes) {
    return (envelope, context) -> routes.dispatch(workload, envelope, context);
  }

  /** Peers come to know one service for an actor, with the files of all of them. */
  private static Optional<ServiceSpec> service(String name, List<ServiceSpec> services) {
    return services.size() < 2
        ? services.stream().findFirst()
        : Optional.of(
            ServiceSpec.of(
                name, services.stream().flatMap(s -> s.files().stream()).distinct().toList()));
  }

  /** Who the node is; null until it is registered. */
  Identity identity() {
    return credentials == null ? null : credentials.identity();
  }

  private final class Followers implements CredentialKeeper.Followers {

    private final Runnable realmChanged;

    Followers(Runnable realmChanged) {
      this.realmChanged = realmChanged;
    }

    @Override
    public void renewed(Identity identity) {
      verifier.trust(identity);
      signaling.adopt(identity);
    }

    @Override
    public void rebound(Identity identity) {
      renewed(identity);
      // Its peers know the node under the identity that is no more.
      peers.reset();
    }

    @Override
    public void realmChanged() {
      realmChanged.run();
    }
  }

  CompletableFuture<Void> closeWebRtc() {
    return webRtc.map(WebRtcPeers::close).orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  NodeEvent node() {
    return new NodeEvent(config.name(), Optional.ofNullable(identity()).map(Identity::id));
  }

  RemoteCaller remote(ActrType type, String fingerprint, Supplier<ActorContext> caller) {
    return new DiscoveringCaller(outbound, type, fingerprint, caller);
  }

  private Outbound outbound() {
    return outbound;
  }

  NodeContext context() {
    return new NodeContext(outbound);
  }
}
