package dev.actr.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import dev.actr.ActorContext;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.MessageDispatcher;
import dev.actr.Workload;
import dev.actr.devserver.DevServer;
import dev.actr.peer.webrtc.WebRtcConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Two nodes that call each other over WebRTC. */
public final class WebRtcRoundTrip implements AutoCloseable {

  private static final WebRtcConfig CONFIG =
      new WebRtcConfig(
          List.of(),
          List.of(),
          false,
          Optional.empty(),
          List.of(),
          List.of(),
          true,
          false,
          Set.of(),
          Duration.ofMinutes(15));

  private final DevServer server = DevServer.builder().port(0).start();
  private final TestNode callee = node("acme:Callee:1.0.0", new ActrRoundTrip.Echo());
  private final TestNode caller = node("acme:Caller:1.0.0", MessageDispatcher::none);
  private final ActorContext context = caller.context();
  private final Dest dest = Dest.peer(context.discover(ActrType.parse("acme:Callee:1.0.0")));

  /** Starts and connects. */
  public WebRtcRoundTrip() throws Exception {
    call(new byte[1]);
  }

  private TestNode node(String type, Workload workload) throws Exception {
    return TestNode.builder(server.aisUri(), server.signalingUri())
        .type(type)
        .workload(workload)
        .withoutListener()
        .webRtc(CONFIG)
        .build()
        .startAndWait();
  }

  /** There and back. */
  public int call(byte[] message) {
    BytesValue request = BytesValue.of(ByteString.copyFrom(message));
    return context.call(dest, ActrRoundTrip.METHOD, request).getValue().size();
  }

  @Override
  public void close() {
    caller.close();
    callee.close();
    server.close();
  }
}
