package dev.actr.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.cdi.NodeManager;
import dev.actr.devserver.DevServer;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.test.echo.EchoRequest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message that ends the process of whoever handles it. */
class PoisonTest {

  private static final int DELIVERIES = 2;

  @TempDir Path folder;

  @Test
  void itIsGivenUpAfterSomeStartsAndTheMessagesBesideItAreHandled() throws Exception {
    try (DevServer server = DevServer.builder().port(0).start();
        Application sender =
            Application.start(Application.configOn(server), Sender.class).awaitReady("sender")) {
      Map<String, String> config =
          Application.configOn(
              server,
              "actr.data-dir",
              folder.toString(),
              "actr.mailbox.max-deliveries",
              Integer.toString(DELIVERIES));
      config.remove("actr.mailbox.durability");
      try (ChildJvm child = start(config)) {
        child.awaitLine("victim ready ");
        Sender.tell(sender, "before");
        Sender.tell(sender, "poison");
        Sender.tell(sender, "after");
        assertThat(child.awaitExit()).isEqualTo(Victim.KILLED);
      }
      for (int start = 2; start <= DELIVERIES; start++) {
        try (ChildJvm child = start(config)) {
          assertThat(child.awaitExit()).isEqualTo(Victim.KILLED);
        }
      }
      try (ChildJvm child = start(config)) {
        child.awaitLine("victim ready ");
        child.awaitLine("dead RETRIES_EXHAUSTED poison");
        child.awaitLine("handled after");
      }
    }
  }

  private static ChildJvm start(Map<String, String> config) {
    List<String> options = new ArrayList<>();
    config.forEach((key, value) -> options.add("-D" + key + "=" + value));
    return ChildJvm.start(
        Map.of(), options, List.of(ChildApplication.class.getName(), Victim.class.getName()));
  }

  @Actor("acme:Sender:1.0.0")
  static class Sender extends PlainActor {

    private ActorContext context;

    @Override
    public void onReady(ActorContext context) throws Exception {
      super.onReady(context);
      this.context = context;
    }

    void tell(String message) {
      context.tell(
          Dest.peer(context.discover(ActrType.parse("acme:Victim:1.0.0"))),
          ECHO,
          EchoRequest.newBuilder().setMessage(message).build());
    }

    static void tell(Application application, String message) {
      application.get(Sender.class).tell(message);
    }
  }

  @Actor("acme:Victim:1.0.0")
  static class Victim extends ChildApplication.Telling {

    static final int KILLED = 7;

    @Inject NodeManager nodes;

    @Override
    public String echo(String message, ActorContext context) {
      if (message.equals("poison")) {
        Runtime.getRuntime().halt(KILLED);
      }
      System.out.println("handled " + message);
      for (DeadLetter letter : nodes.deadLetters("victim").list(10)) {
        if (letter.reason() == DeadLetterReason.RETRIES_EXHAUSTED) {
          System.out.println("dead " + letter.reason() + " poison");
        }
      }
      return "";
    }
  }
}
