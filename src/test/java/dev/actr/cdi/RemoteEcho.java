package dev.actr.cdi;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.devserver.DevServer;
import dev.actr.node.ActorNode;
import dev.actr.node.NodeState;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;
import dev.actr.test.echo.EchoServiceHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Another application with an actor that clients find. */
final class RemoteEcho implements AutoCloseable {

  static final String TYPE = "acme:EchoService:1.0.0";

  private final TestContainer container;

  private RemoteEcho(TestContainer container) {
    this.container = container;
  }

  static RemoteEcho boot(DevServer server) {
    return boot(server, EchoActor.class);
  }

  static RemoteEcho boot(DevServer server, Class<? extends EchoActor> actor) {
    RemoteEcho echo = new RemoteEcho(TestContainer.boot(config(server), actor));
    awaitReady(echo.container);
    return echo;
  }

  static Map<String, String> config(DevServer server, String... keysAndValues) {
    Map<String, String> config =
        TestContainer.configWith(
            "actr.ais.url",
            server.aisUri().toString(),
            "actr.signaling.url",
            server.signalingUri().toString(),
            "actr.websocket.port",
            "0",
            "actr.websocket.host",
            "127.0.0.1");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      config.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return config;
  }

  static void awaitReady(TestContainer container) {
    Awaitility.await()
        .until(
            () ->
                container.get(NodeManager.class).nodes().values().stream()
                    .allMatch(n -> n.node().orElseThrow().state() == NodeState.READY));
  }

  private ActorNode node() {
    return container.get(NodeManager.class).nodes().values().iterator().next().node().orElseThrow();
  }

  ActrId id() {
    return node().node().id().orElseThrow();
  }

  EchoActor actor() {
    return container.get(EchoActor.class);
  }

  @Override
  public void close() {
    container.close();
  }

  @Actor(TYPE)
  static class EchoActor implements EchoServiceHandler {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    public EchoResponse echo(EchoRequest request, ActorContext context) throws Exception {
      asked.add(request.getMessage());
      String reply =
          switch (request.getMessage()) {
            case "who are you" -> context.selfId().toString();
            case "who am I" -> context.callerId().orElseThrow().toString();
            case "missing" -> throw new ActrException(ErrorKind.NOT_FOUND, "no such thing");
            case "slow" -> {
              release.await(30, TimeUnit.SECONDS);
              yield "slow";
            }
            default -> request.getMessage();
          };
      return EchoResponse.newBuilder().setReply(reply).build();
    }

    List<String> asked() {
      return List.copyOf(asked);
    }

    /** Lets slow requests end. */
    void release() {
      release.countDown();
    }
  }
}
