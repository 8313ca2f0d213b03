package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.BackpressureEvent;
import dev.actr.CredentialEvent;
import dev.actr.ErrorCategory;
import dev.actr.ErrorEvent;
import dev.actr.ErrorKind;
import dev.actr.NodeEvent;
import dev.actr.PeerEvent;
import dev.actr.Realm;
import dev.actr.Workload;
import dev.actr.event.CredentialExpiring;
import dev.actr.event.CredentialRenewed;
import dev.actr.event.Failed;
import dev.actr.event.MailboxBackpressure;
import dev.actr.event.OfActor;
import dev.actr.event.Ready;
import dev.actr.event.SignalingConnected;
import dev.actr.event.SignalingConnecting;
import dev.actr.event.SignalingDisconnected;
import dev.actr.event.Started;
import dev.actr.event.Stopping;
import dev.actr.event.WebRtcConnected;
import dev.actr.event.WebRtcConnecting;
import dev.actr.event.WebRtcDisconnected;
import dev.actr.event.WebSocketConnected;
import dev.actr.event.WebSocketConnecting;
import dev.actr.event.WebSocketDisconnected;
import dev.actr.node.Hook;
import dev.actr.node.HookEvent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.TypeVariable;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What belongs to a hook.
 *
 * @param <P> its payload
 * @param qualifier of its event
 * @param sample a payload, to resolve observers with: CDI asks for an object
 * @param method of the workload
 */
record HookBinding<P>(Annotation qualifier, P sample, Method<P> method) {

  private static final NodeEvent NODE = new NodeEvent("", Optional.empty());

  private static final PeerEvent PEER =
      PeerEvent.ofWebSocket(new ActrId(new Realm(0), 0, new ActrType("", "", "")));

  private static final ErrorEvent ERROR =
      new ErrorEvent(
          new ActrException(ErrorKind.INTERNAL, ""),
          ErrorCategory.HANDLER_ERROR,
          "",
          Instant.EPOCH);

  private static final CredentialEvent CREDENTIAL = new CredentialEvent(Instant.EPOCH);

  private static final BackpressureEvent BACKLOG = new BackpressureEvent(0, 0);

  private static final Map<Hook, HookBinding<?>> ALL = all();

  private static final Set<Class<? extends Annotation>> QUALIFIERS =
      Stream.concat(
              Stream.of(OfActor.class, Any.class),
              ALL.values().stream().map(binding -> binding.qualifier().annotationType()))
          .collect(Collectors.toUnmodifiableSet());

  /** A workload's hook method. */
  @FunctionalInterface
  interface Method<P> {
    void call(Workload workload, P payload, Optional<ActorContext> context) throws Exception;
  }

  static HookBinding<?> of(Hook hook) {
    return ALL.get(hook);
  }

  /** Calls the hook's method. */
  void call(Workload workload, HookEvent event) throws Exception {
    @SuppressWarnings("unchecked") // A hook comes with its own payload.
    P payload = (P) event.payload();
    method.call(workload, payload, event.context());
  }

  /** Whether any hook's event could reach this observer. */
  static boolean mayObserve(ObserverMethod<?> observer) {
    boolean qualifiersFit =
        observer.getObservedQualifiers().stream()
            .allMatch(qualifier -> QUALIFIERS.contains(qualifier.annotationType()));
    return qualifiersFit
        && (observer.getObservedType() instanceof Class<?> type
            ? ALL.values().stream().anyMatch(binding -> type.isInstance(binding.sample()))
            : observer.getObservedType() instanceof TypeVariable);
  }

  private static Map<Hook, HookBinding<?>> all() {
    Map<Hook, HookBinding<?>> all = new EnumMap<>(Hook.class);
    bind(all, Hook.START, Started.Literal.INSTANCE, NODE, (w, p, c) -> w.onStart(present(c)));
    bind(all, Hook.READY, Ready.Literal.INSTANCE, NODE, (w, p, c) -> w.onReady(present(c)));
    bind(all, Hook.STOP, Stopping.Literal.INSTANCE, NODE, (w, p, c) -> w.onStop(present(c)));
    bind(all, Hook.ERROR, Failed.Literal.INSTANCE, ERROR, (w, p, c) -> w.onError(p, present(c)));
    bind(
        all,
        Hook.SIGNALING_CONNECTING,
        SignalingConnecting.Literal.INSTANCE,
        NODE,
        (w, p, c) -> w.onSignalingConnecting(c));
    bind(
        all,
        Hook.SIGNALING_CONNECTED,
        SignalingConnected.Literal.INSTANCE,
        NODE,
        (w, p, c) -> w.onSignalingConnected(c));
    bind(
        all,
        Hook.SIGNALING_DISCONNECTED,
        SignalingDisconnected.Literal.INSTANCE,
        NODE,
        (w, p, c) -> w.onSignalingDisconnected(present(c)));
    bind(
        all,
        Hook.WEB_SOCKET_CONNECTING,
        WebSocketConnecting.Literal.INSTANCE,
        PEER,
        (w, p, c) -> w.onWebSocketConnecting(p, present(c)));
    bind(
        all,
        Hook.WEB_SOCKET_CONNECTED,
        WebSocketConnected.Literal.INSTANCE,
        PEER,
        (w, p, c) -> w.onWebSocketConnected(p, present(c)));
    bind(
        all,
        Hook.WEB_SOCKET_DISCONNECTED,
        WebSocketDisconnected.Literal.INSTANCE,
        PEER,
        (w, p, c) -> w.onWebSocketDisconnected(p, present(c)));
    bind(
        all,
        Hook.WEB_RTC_CONNECTING,
        WebRtcConnecting.Literal.INSTANCE,
        PEER,
        (w, p, c) -> w.onWebRtcConnecting(p, present(c)));
    bind(
        all,
        Hook.WEB_RTC_CONNECTED,
        WebRtcConnected.Literal.INSTANCE,
        PEER,
        (w, p, c) -> w.onWebRtcConnected(p, present(c)));
    bind(
        all,
        Hook.WEB_RTC_DISCONNECTED,
        WebRtcDisconnected.Literal.INSTANCE,
        PEER,
        (w, p, c) -> w.onWebRtcDisconnected(p, present(c)));
    bind(
        all,
        Hook.CREDENTIAL_RENEWED,
        CredentialRenewed.Literal.INSTANCE,
        CREDENTIAL,
        (w, p, c) -> w.onCredentialRenewed(p, present(c)));
    bind(
        all,
        Hook.CREDENTIAL_EXPIRING,
        CredentialExpiring.Literal.INSTANCE,
        CREDENTIAL,
        (w, p, c) -> w.onCredentialExpiring(p, present(c)));
    bind(
        all,
        Hook.MAILBOX_BACKPRESSURE,
        MailboxBackpressure.Literal.INSTANCE,
        BACKLOG,
        (w, p, c) -> w.onMailboxBackpressure(p, present(c)));
    return Collections.unmodifiableMap(all);
  }

  private static <P> void bind(
      Map<Hook, HookBinding<?>> all, Hook hook, Annotation qualifier, P sample, Method<P> method) {
    all.put(hook, new HookBinding<>(qualifier, sample, method));
  }

  private static ActorContext present(Optional<ActorContext> context) {
    return context.orElseThrow(() -> new IllegalStateException("a hook without its context"));
  }
}
