package dev.actr.quickstart;

import dev.actr.Actor;
import dev.actr.MessageDispatcher;
import dev.actr.Workload;
import java.time.Instant;

/** Answers every message with the same message. */
@Actor("acme:EchoService:1.0.0")
public class EchoService implements Workload {

  @Override
  public MessageDispatcher<EchoService> dispatcher() {
    return (self, envelope, context) -> {
      if (!envelope.routeKey().equals(EchoMethods.ECHO.routeKey())) {
        throw MessageDispatcher.unknownRoute(envelope.routeKey());
      }
      EchoRequest request = EchoMethods.ECHO.decodeRequest(envelope.payload());
      return self.echo(request).toByteArray();
    };
  }

  EchoResponse echo(EchoRequest request) {
    return EchoResponse.newBuilder()
        .setReply(request.getMessage())
        .setTimestamp(Instant.now().toEpochMilli())
        .build();
  }
}
