package dev.actr.quickstart;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import dev.actr.event.Ready;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;

/** Finds the echo actor by its type and calls it once. */
@Actor("acme:Caller:1.0.0")
public class Caller implements Workload {

  private static final ActrType ECHO = ActrType.parse("acme:EchoService:1.0.0");

  private final CountDownLatch echoReady = new CountDownLatch(1);

  @Inject Console console;

  @Override
  public MessageDispatcher<Workload> dispatcher() {
    return MessageDispatcher.none();
  }

  void echoReady(@Observes @Ready @OfActor("echoService") NodeEvent echo) {
    echoReady.countDown();
  }

  void call(@ObservesAsync @Ready @OfActor("caller") NodeEvent ready, ActorContext context)
      throws InterruptedException {
    echoReady.await();
    EchoRequest request =
        EchoRequest.newBuilder().setMessage("hello from " + ready.actor()).build();
    long begin = System.nanoTime();
    EchoResponse response =
        context.call(Dest.peer(context.discover(ECHO)), EchoMethods.ECHO, request);
    console.replied(response.getReply(), System.nanoTime() - begin);
  }
}
