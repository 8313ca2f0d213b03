package dev.actr.quickstart;

import dev.actr.Actor;
import dev.actr.MessageDispatcher;
import dev.actr.NodeEvent;
import dev.actr.Remote;
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

  private final CountDownLatch echoReady = new CountDownLatch(1);

  @Inject
  @Remote(value = "acme:EchoService:1.0.0", from = "caller")
  EchoServiceClient echo;

  @Inject Console console;

  @Override
  public MessageDispatcher<Workload> dispatcher() {
    return MessageDispatcher.none();
  }

  void echoReady(@Observes @Ready @OfActor("echoService") NodeEvent echoNode) {
    echoReady.countDown();
  }

  void call(@ObservesAsync @Ready @OfActor("caller") NodeEvent self) throws InterruptedException {
    echoReady.await();
    EchoRequest request = EchoRequest.newBuilder().setMessage("hello from " + self.actor()).build();
    long begin = System.nanoTime();
    EchoResponse response = echo.echo(request);
    console.replied(response.getReply(), System.nanoTime() - begin);
  }
}
