package dev.actr.quickstart;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import dev.actr.event.Ready;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Finds the echo actor by its type and calls it once. */
@Actor("acme:Caller:1.0.0")
public class Caller implements Workload {

  private static final ActrType ECHO = ActrType.parse("acme:EchoService:1.0.0");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject Console console;

  @Override
  public MessageDispatcher<Workload> dispatcher() {
    return MessageDispatcher.none();
  }

  void call(@ObservesAsync @Ready @OfActor("caller") NodeEvent ready, ActorContext context)
      throws InterruptedException {
    ActrId peer = discover(context);
    long begin = System.nanoTime();
    EchoResponse response =
        context.call(
            Dest.peer(peer),
            EchoMethods.ECHO,
            EchoRequest.newBuilder().setMessage("hello from " + ready.actor()).build());
    console.replied(response.getReply(), System.nanoTime() - begin);
  }

  /** The echo actor may still be starting. */
  private static ActrId discover(ActorContext context) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return context.discover(ECHO);
      } catch (ActrException e) {
        if (e.kind() != ErrorKind.NOT_FOUND || System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }
}
