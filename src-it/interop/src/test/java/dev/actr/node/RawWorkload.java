package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.MessageDispatcher;
import dev.actr.RpcEnvelope;
import dev.actr.Workload;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Takes any bytes: returns them, keeps them, or fails as the route says. */
final class RawWorkload implements Workload {

  static final String ECHO = "lab.Raw.Echo";
  static final String KEEP = "lab.Raw.Keep";
  static final String THROW = "lab.Raw.Throw";
  static final String HANG = "lab.Raw.Hang";
  static final String FAIL = "lab.Raw.Fail.";

  final List<byte[]> kept = new CopyOnWriteArrayList<>();

  private final CountDownLatch hanging = new CountDownLatch(1);

  /** Ends what hangs. */
  void letGo() {
    hanging.countDown();
  }

  private byte[] hang() {
    try {
      hanging.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new byte[0];
  }

  @Override
  public MessageDispatcher<RawWorkload> dispatcher() {
    return RawWorkload::route;
  }

  private static byte[] route(RawWorkload self, RpcEnvelope envelope, ActorContext context) {
    String route = envelope.routeKey();
    if (route.startsWith(FAIL)) {
      ErrorKind kind = ErrorKind.valueOf(route.substring(FAIL.length()));
      throw new ActrException(kind, "on purpose");
    }
    return switch (route) {
      case ECHO -> envelope.payload();
      case KEEP -> {
        self.kept.add(envelope.payload());
        yield new byte[0];
      }
      case HANG -> self.hang();
      case THROW -> throw new IllegalStateException("on purpose");
      default -> throw MessageDispatcher.unknownRoute(route);
    };
  }
}
