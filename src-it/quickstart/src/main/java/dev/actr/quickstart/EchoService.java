package dev.actr.quickstart;

import dev.actr.Actor;
import dev.actr.ActorContext;
import java.time.Instant;

/** Answers every message with the same message. */
@Actor("acme:EchoService:1.0.0")
public class EchoService implements EchoServiceHandler {

  @Override
  public EchoResponse echo(EchoRequest request, ActorContext context) {
    return EchoResponse.newBuilder()
        .setReply(request.getMessage())
        .setTimestamp(Instant.now().toEpochMilli())
        .build();
  }
}
