package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ResourceLock("logger dev.actr.Workload")
class WorkloadHooksTest {

  private static final ActrId ID = ActrId.parse("1a@7/acme:Echo:1.0.0");
  private static final ActrId PEER = ActrId.parse("2b@7/acme:Client:1.0.0");
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private static final PeerEvent WEB_SOCKET = PeerEvent.ofWebSocket(PEER);
  private static final String WEB_SOCKET_FIELDS = "actor=echo peer=" + PEER + " relayed=- status=-";

  private static final ActorContext CONTEXT = context(Optional.of(ID));
  private static final ActorContext UNREGISTERED = context(Optional.empty());

  @FunctionalInterface
  interface HookCall {
    void on(Workload workload) throws Exception;
  }

  @Actor("acme:Echo:1.0.0")
  static class EchoService implements Workload {
    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }
  }

  private final Logger logger = Logger.getLogger("dev.actr.Workload");
  private final List<LogRecord> records = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private Level level;

  @BeforeEach
  void listen() {
    level = logger.getLevel();
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
    logger.setLevel(level);
  }

  static Stream<Arguments> hooks() {
    return Stream.of(
        hook("INFO", "ACTR000001: onStart actor=echo id=-", w -> w.onStart(UNREGISTERED)),
        hook("INFO", "ACTR000002: onReady actor=echo id=" + ID, w -> w.onReady(CONTEXT)),
        hook("INFO", "ACTR000003: onStop actor=echo id=" + ID, w -> w.onStop(CONTEXT)),
        hook(
            "ERROR",
            "ACTR000004: onError actor=echo category=TRANSPORT_FAILURE context=dialling a peer"
                + " timestamp=2026-01-02T03:04:05Z"
                + " source=dev.actr.ActrException: UNAVAILABLE: peer gone",
            w ->
                w.onError(
                    new ErrorEvent(
                        new ActrException(ErrorKind.UNAVAILABLE, "peer gone"),
                        ErrorCategory.TRANSPORT_FAILURE,
                        "dialling a peer",
                        TIME),
                    CONTEXT)),
        hook(
            "DEBUG",
            "ACTR000005: onSignalingConnecting actor=echo id=" + ID,
            w -> w.onSignalingConnecting(Optional.of(CONTEXT))),
        hook(
            "INFO",
            "ACTR000006: onSignalingConnected actor=echo id=" + ID,
            w -> w.onSignalingConnected(Optional.of(CONTEXT))),
        hook(
            "WARN",
            "ACTR000007: onSignalingDisconnected actor=echo id=" + ID,
            w -> w.onSignalingDisconnected(CONTEXT)),
        hook(
            "DEBUG",
            "ACTR000008: onWebSocketConnecting " + WEB_SOCKET_FIELDS,
            w -> w.onWebSocketConnecting(WEB_SOCKET, CONTEXT)),
        hook(
            "INFO",
            "ACTR000009: onWebSocketConnected " + WEB_SOCKET_FIELDS,
            w -> w.onWebSocketConnected(WEB_SOCKET, CONTEXT)),
        hook(
            "WARN",
            "ACTR000010: onWebSocketDisconnected " + WEB_SOCKET_FIELDS,
            w -> w.onWebSocketDisconnected(WEB_SOCKET, CONTEXT)),
        hook(
            "DEBUG",
            "ACTR000011: onWebRtcConnecting actor=echo peer="
                + PEER
                + " relayed=- status=CONNECTING",
            w ->
                w.onWebRtcConnecting(
                    new PeerEvent(PEER, Optional.empty(), Optional.of(WebRtcPeerStatus.CONNECTING)),
                    CONTEXT)),
        hook(
            "INFO",
            "ACTR000012: onWebRtcConnected actor=echo peer="
                + PEER
                + " relayed=true status=CONNECTED",
            w ->
                w.onWebRtcConnected(
                    new PeerEvent(PEER, Optional.of(true), Optional.of(WebRtcPeerStatus.CONNECTED)),
                    CONTEXT)),
        hook(
            "WARN",
            "ACTR000013: onWebRtcDisconnected actor=echo peer="
                + PEER
                + " relayed=false status=RECOVERING",
            w ->
                w.onWebRtcDisconnected(
                    new PeerEvent(
                        PEER, Optional.of(false), Optional.of(WebRtcPeerStatus.RECOVERING)),
                    CONTEXT)),
        hook(
            "INFO",
            "ACTR000014: onCredentialRenewed actor=echo newExpiry=2026-01-02T03:04:05Z",
            w -> w.onCredentialRenewed(new CredentialEvent(TIME), CONTEXT)),
        hook(
            "WARN",
            "ACTR000015: onCredentialExpiring actor=echo newExpiry=2026-01-02T03:04:05Z",
            w -> w.onCredentialExpiring(new CredentialEvent(TIME), CONTEXT)),
        hook(
            "WARN",
            "ACTR000016: onMailboxBackpressure actor=echo queueLength=1500 threshold=1024",
            w -> w.onMailboxBackpressure(new BackpressureEvent(1500, 1024), CONTEXT)));
  }

  @ParameterizedTest
  @MethodSource("hooks")
  void defaultLogsOneRecordWithAllOfThePayload(String level, String message, HookCall call)
      throws Exception {
    call.on(new EchoService());
    assertThat(records).extracting(LogRecord::getMessage).containsExactly(message);
    assertThat(records.get(0).getLevel()).hasToString(level);
  }

  @Test
  void everyHookIsTested() {
    List<String> hooks =
        Arrays.stream(Workload.class.getMethods())
            .filter(Method::isDefault)
            .map(Method::getName)
            .toList();
    assertThat(hooks().map(hook -> ((String) hook.get()[1]).split(" ")[1]))
        .hasSize(16)
        .containsExactlyInAnyOrderElementsOf(hooks);
  }

  /** Before the first connection there is no context that could tell the actor's name. */
  @Test
  void firstConnectionIsLoggedUnderTheNameOfTheClass() {
    EchoService workload = new EchoService() {};
    workload.onSignalingConnecting(Optional.empty());
    workload.onSignalingConnected(Optional.empty());
    assertThat(records)
        .extracting(LogRecord::getMessage)
        .containsExactly(
            "ACTR000005: onSignalingConnecting actor=echoService id=-",
            "ACTR000006: onSignalingConnected actor=echoService id=-");
  }

  private static Arguments hook(String level, String message, HookCall call) {
    return Arguments.of(level, message, call);
  }

  /** The default hooks need only {@code node()}; anything else fails the test. */
  private static ActorContext context(Optional<ActrId> id) {
    return (ActorContext)
        Proxy.newProxyInstance(
            ActorContext.class.getClassLoader(),
            new Class<?>[] {ActorContext.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("node");
              return new NodeEvent("echo", id);
            });
  }
}
