package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.HostHandler;
import dev.actr.MessageDispatcher;
import dev.actr.RpcEnvelope;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import dev.actr.mailbox.MailboxStats;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How nodes come and go with the application. */
class NodeManagerTest {

  @Test
  void eachActorHasANodeWithItsOwnConfiguration() {
    Map<String, String> config =
        TestContainer.configWith(
            "actr.call.timeout", "PT1S", "actr.actors.mute.call.timeout", "PT2S");
    try (TestContainer container = TestContainer.boot(config, Mute.class, Broken.class)) {
      Map<String, ManagedNode> nodes = container.get(NodeManager.class).nodes();

      assertThat(nodes.keySet()).containsExactly("broken", "mute");
      assertThat(nodes.get("broken").settings().node().callTimeout())
          .isEqualTo(Duration.ofSeconds(1));
      assertThat(nodes.get("mute").settings().node().callTimeout())
          .isEqualTo(Duration.ofSeconds(2));
      assertThat(nodes.values()).allMatch(ManagedNode::isStarted);
    }
  }

  @Test
  void nodeThatFailsToStartIsLoggedAndTheApplicationRuns() {
    try (LogRecords log = new LogRecords();
        TestContainer container = TestContainer.boot(Mute.class, Broken.class)) {
      await().until(() -> !log.with("ACTR000130", "Actor broken failed to start").isEmpty());
      assertThat(container.container().isRunning()).isTrue();
      assertThat(container.get(NodeManager.class).nodes()).containsKey("mute");
    }
  }

  @Test
  void actorThatDoesNotStartByItselfIsStartedByTheApplication() {
    Map<String, String> config = TestContainer.configWith("actr.actors.mute.auto-start", "false");
    try (TestContainer container = TestContainer.boot(config, Mute.class, Broken.class)) {
      NodeManager manager = container.get(NodeManager.class);
      assertThat(manager.nodes().get("mute").isStarted()).isFalse();
      assertThat(manager.nodes().get("broken").isStarted()).isTrue();

      manager.start();

      assertThat(manager.nodes().get("mute").isStarted()).isTrue();
    }
  }

  @Test
  void whatRulesHaveDeniedIsAskedForByTheNameOfAnActor() {
    try (TestContainer container = TestContainer.boot(Mute.class)) {
      NodeManager manager = container.get(NodeManager.class);
      assertThat(manager.deniedRequests("mute")).isZero();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> manager.deniedRequests("deaf"))
          .withMessageContaining("deaf")
          .withMessageContaining("mute");
    }
  }

  @Test
  void whatIsInAMailboxIsAskedForByTheNameOfItsActor() {
    try (TestContainer container = TestContainer.boot(Mute.class)) {
      NodeManager manager = container.get(NodeManager.class);
      await().ignoreExceptions().until(() -> manager.deadLetters("mute").list(1).isEmpty());
      assertThat(manager.mailboxStats("mute")).isEqualTo(new MailboxStats(0, 0, 0, 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> manager.mailboxStats("deaf"))
          .withMessageContaining("deaf")
          .withMessageContaining("mute");
      manager.stop();
      assertUnavailable(() -> manager.mailboxStats("mute"));
      assertUnavailable(() -> manager.deadLetters("mute"));
    }
  }

  @Test
  void anActorThatHasNotBeenStartedHasNoMailboxYet() {
    Map<String, String> config = TestContainer.configWith("actr.auto-start", "false");
    try (TestContainer container = TestContainer.boot(config, Mute.class)) {
      NodeManager manager = container.get(NodeManager.class);
      assertUnavailable(() -> manager.mailboxStats("mute"));
      assertUnavailable(() -> manager.deadLetters("mute"));
    }
  }

  @Test
  void beforeTheApplicationHasStartedNothingIsSaidOfItsActors() {
    try (TestContainer container = TestContainer.boot(Mute.class, Asking.class)) {
      assertThat(container.get(Asking.class).failure())
          .isInstanceOfSatisfying(
              ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
    }
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
  }

  @Test
  void aDataSourceThatIsNotThereFailsTheDeployment() {
    Map<String, String> config =
        TestContainer.configWith("actr.actors.mute.mailbox.datasource", "java:comp/None");
    assertThatThrownBy(() -> TestContainer.boot(config, Mute.class).close())
        .hasStackTraceContaining("java:comp/None")
        .hasStackTraceContaining("actr.mailbox.datasource")
        .hasStackTraceContaining("mute");
  }

  @Test
  void applicationsOwnStartupComesBeforeTheNodes() {
    try (TestContainer container = TestContainer.boot(Mute.class, Preparing.class)) {
      assertThat(container.get(Preparing.class).nodesAtStartup()).isZero();
      assertThat(container.get(NodeManager.class).nodes()).hasSize(1);
    }
  }

  @Test
  void stoppingAgainDoesNothing() {
    TestContainer container = TestContainer.boot(Mute.class);
    NodeManager manager = container.get(NodeManager.class);

    manager.stop();
    manager.stop();
    manager.start();
    container.close();

    assertThat(container.container().isRunning()).isFalse();
  }

  @Test
  void nodeThatCannotBeMadeCountsAsOneThatFailedToStart() {
    ActorSettings settings;
    try (TestContainer container = TestContainer.boot(Mute.class)) {
      settings = container.get(NodeManager.class).nodes().get("mute").settings();
    }
    ManagedNode node =
        new ManagedNode(
            settings,
            () -> {
              throw new IllegalArgumentException("unmakeable");
            });

    try (LogRecords log = new LogRecords()) {
      node.start();
      node.start();
      assertThat(log.with("ACTR000130", "mute", "unmakeable")).hasSize(1);
    }
    assertThat(node.failure()).map(ActrException::kind).contains(ErrorKind.INTERNAL);
    assertThat(node.isRegistered()).isFalse();
    assertThat(node.stop()).isCompleted();
  }

  @Test
  void hostHandlerIsTheActorsOwnElseTheOneForAll() throws Exception {
    try (TestContainer container =
        TestContainer.boot(Mute.class, Broken.class, OfMute.class, OfAll.class)) {
      Instance<HostHandler> handlers =
          container.container().select(HostHandler.class, Any.Literal.INSTANCE);

      assertThat(answer(HostHandlers.find(handlers, "mute"))).isEqualTo("own");
      assertThat(answer(HostHandlers.find(handlers, "broken"))).isEqualTo("all");
    }
  }

  @Test
  void withoutHostHandlerThereIsNone() {
    try (TestContainer container = TestContainer.boot(Mute.class, OfMute.class)) {
      Instance<HostHandler> handlers =
          container.container().select(HostHandler.class, Any.Literal.INSTANCE);

      assertThat(HostHandlers.find(handlers, "broken")).isEmpty();
    }
  }

  private static String answer(Optional<HostHandler> handler) throws Exception {
    RpcEnvelope envelope =
        new RpcEnvelope("a.B.C", new byte[0], "r", Optional.empty(), Optional.empty());
    return new String(
        handler.orElseThrow().handle(envelope, Contexts.of("mute", "r")), StandardCharsets.UTF_8);
  }

  @Actor("acme:Mute:1.0.0")
  static class Mute implements Workload {
    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }
  }

  @Actor("acme:Broken:1.0.0")
  static class Broken extends Mute {
    @Override
    public void onStart(ActorContext context) {
      throw new IllegalStateException("broken");
    }
  }

  @ApplicationScoped
  static class Preparing {

    private int nodesAtStartup = -1;

    void prepare(@Observes Startup event, NodeManager manager) {
      nodesAtStartup = manager.nodes().size();
    }

    int nodesAtStartup() {
      return nodesAtStartup;
    }
  }

  @ApplicationScoped
  static class Asking {

    private Throwable failure;

    void ask(@Observes Startup event, NodeManager manager) {
      failure = catchThrowable(() -> manager.mailboxStats("mute"));
    }

    Throwable failure() {
      return failure;
    }
  }

  @OfActor("mute")
  @ApplicationScoped
  static class OfMute implements HostHandler {
    @Override
    public byte[] handle(RpcEnvelope envelope, ActorContext context) {
      return "own".getBytes(StandardCharsets.UTF_8);
    }
  }

  @ApplicationScoped
  static class OfAll implements HostHandler {
    @Override
    public byte[] handle(RpcEnvelope envelope, ActorContext context) {
      return "all".getBytes(StandardCharsets.UTF_8);
    }
  }
}
