package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.PeerEvent;
import dev.actr.WebRtcPeerStatus;
import dev.actr.peer.webrtc.WebRtcConfig;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node in a process of its own, told what to do by lines of standard input, telling what happens
 * by lines of standard output. It ends with its input. {@link NetworkPeer} is the other side.
 */
final class NetworkNode {

  static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  // What is told of sessions.
  static final String CONNECTING = "WEB_RTC_CONNECTING CONNECTING -";
  static final String DIRECT = "WEB_RTC_CONNECTED CONNECTED direct";
  static final String RELAYED = "WEB_RTC_CONNECTED CONNECTED relayed";
  static final String RECOVERING = "WEB_RTC_DISCONNECTED RECOVERING -";
  static final String IDLE = "WEB_RTC_DISCONNECTED IDLE -";

  /** How long after its deadline a call may be told to have failed. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final int PADDING = 1000;

  private final Map<String, Integer> runs = new ConcurrentHashMap<>();
  private final TestNode node;
  private Calls calls;

  private NetworkNode(String type, URI ais, URI signaling, WebRtcConfig webRtc) {
    node =
        TestNode.builder(ais, signaling)
            .type(type)
            .withoutListener()
            .webRtc(webRtc)
            .mailboxCapacity(10_000)
            .callTimeout(CALL_TIMEOUT)
            .echo(this::echo)
            .onHook(event -> told(RecordedHook.of(event)))
            .build();
  }

  /** Arguments: type, URL of the AIS, URL of signaling, STUN URLs, TURN URLs, relay only. */
  public static void main(String[] args) throws Exception {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.setLevel(Level.INFO);
    }
    WebRtcConfig webRtc =
        new WebRtcConfig(
            urls(args[3]),
            urls(args[4]),
            Boolean.parseBoolean(args[5]),
            Optional.empty(),
            List.of(),
            List.of(),
            true,
            false,
            Set.of(),
            Duration.ZERO);
    new NetworkNode(args[0], URI.create(args[1]), URI.create(args[2]), webRtc).run();
    System.exit(0);
  }

  private static List<String> urls(String list) {
    return Stream.of(list.split(",")).filter(url -> !url.isEmpty()).toList();
  }

  private EchoResponse echo(EchoRequest request, ActorContext context) {
    runs.merge(request.getMessage(), 1, Integer::sum);
    return Echo.response(request.getMessage());
  }

  private static void told(RecordedHook hook) {
    say(
        "hook %s %s %s",
        hook.hook(),
        hook.payload(PeerEvent.class)
            .flatMap(PeerEvent::status)
            .map(WebRtcPeerStatus::name)
            .orElse("-"),
        hook.payload(PeerEvent.class)
            .flatMap(PeerEvent::relayed)
            .map(relayed -> relayed ? "relayed" : "direct")
            .orElse("-"));
  }

  private static void say(String line, Object... values) {
    System.out.println(line.formatted(values));
    System.out.flush();
  }

  private void run() throws Exception {
    node.startAndWait();
    say("id %s", node.id());
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        obey(line.split(" "));
      }
    }
    node.close();
  }

  private void obey(String[] words) throws InterruptedException {
    switch (words[0]) {
      case "call" -> say("called %s", call(ActrId.parse(words[1])));
      case "begin" -> {
        calls = new Calls(ActrId.parse(words[1]), Integer.parseInt(words[2]));
        calls.start();
        say("begun");
      }
      case "end" -> say("calls %s", calls.outcome());
      case "runs" -> say("runs %d %d", runs.size(), most());
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private int most() {
    return runs.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private String call(ActrId peer) {
    try {
      return node.context().call(Dest.peer(peer), Echo.METHOD, Echo.request("first")).getReply();
    } catch (ActrException e) {
      return e.kind().name();
    }
  }

  /** Calls of a peer, so many a second, whatever becomes of them. */
  private final class Calls extends Thread {

    private record Call(String message, CompletableFuture<EchoResponse> reply) {}

    private final ActrId peer;
    private final int perSecond;
    private final Queue<Call> made = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    Calls(ActrId peer, int perSecond) {
      this.peer = peer;
      this.perSecond = perSecond;
    }

    @Override
    public void run() {
      long start = System.nanoTime();
      for (int i = 0; !ended; i++) {
        long due = start + i * 1_000_000_000L / perSecond;
        while (System.nanoTime() - due < 0) {
          LockSupport.parkNanos(Math.max(due - System.nanoTime(), 0));
        }
        String message = i + "x".repeat(PADDING);
        made.add(
            new Call(
                message,
                node.context()
                    .callAsync(Dest.peer(peer), Echo.METHOD, Echo.request(message))
                    .toCompletableFuture()));
      }
    }

    /** Of calls: how many were made, answered, answered wrongly, hang; and how others failed. */
    String outcome() throws InterruptedException {
      ended = true;
      join();
      int answered = 0;
      int wrong = 0;
      int hanging = 0;
      Map<String, Integer> failures = new TreeMap<>();
      long patience = System.nanoTime() + CALL_TIMEOUT.plus(GRACE).toNanos();
      for (Call call : made) {
        try {
          String reply =
              call.reply
                  .get(Math.max(0, patience - System.nanoTime()), TimeUnit.NANOSECONDS)
                  .getReply();
          if (reply.equals(call.message)) {
            answered++;
          } else {
            wrong++;
          }
        } catch (java.util.concurrent.TimeoutException e) {
          hanging++;
        } catch (java.util.concurrent.ExecutionException e) {
          ActrException failure = ActrException.of(e.getCause());
          failures.merge(
              failure.kind().isRetryable() ? failure.kind().name() : "final:" + failure,
              1,
              Integer::sum);
        }
      }
      return "%d %d %d %d %s"
          .formatted(
              made.size(),
              answered,
              wrong,
              hanging,
              failures.entrySet().stream()
                  .map(failure -> failure.getKey().replace(' ', '_') + "=" + failure.getValue())
                  .collect(Collectors.joining(",", "[", "]")));
    }
  }
}
