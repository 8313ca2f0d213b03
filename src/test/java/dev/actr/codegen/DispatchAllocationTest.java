package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.actr.ActorContext;
import dev.actr.MessageDispatcher;
import dev.actr.RpcEnvelope;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;
import dev.actr.test.echo.EchoServiceDispatcher;
import dev.actr.test.echo.EchoServiceHandler;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated dispatch beside a switch by hand, in a JVM that only interprets: there every object of
 * the source counts, and counts each time, where compiled code may leave some out on either side.
 */
class DispatchAllocationTest {

  @TempDir Path work;

  @Test
  void generatedDispatchAllocatesWhatASwitchByHandDoes() throws Exception {
    Path errors = work.resolve("errors.txt");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xint",
                "-classpath",
                System.getProperty("java.class.path"),
                Measurement.class.getName())
            .redirectError(errors.toFile())
            .start();
    String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(jvm.waitFor()).as(Files.readString(errors)).isZero();
    List<Long> bytes = output.lines().map(Long::valueOf).toList();
    assertThat(bytes).hasSize(2).allMatch(perCall -> perCall > 0);
    assertThat(bytes.get(0)).isEqualTo(bytes.get(1));
  }

  /** Prints the bytes that a call allocates: generated, then by hand. */
  static final class Measurement {

    private static final int ROUNDS = 10;
    private static final int CALLS = 1000;
    private static final EchoServiceHandler HANDLER =
        (request, context) -> EchoResponse.newBuilder().setReply(request.getMessage()).build();
    private static final RpcEnvelope ENVELOPE =
        new RpcEnvelope(
            "testing.EchoService.Echo",
            EchoRequest.newBuilder().setMessage("hello").build().toByteArray(),
            "1",
            Optional.empty(),
            Optional.empty());

    private Measurement() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println(
          perCall(() -> EchoServiceDispatcher.INSTANCE.dispatch(HANDLER, ENVELOPE, null)));
      System.out.println(perCall(() -> byHand(ENVELOPE, null)));
    }

    private static byte[] byHand(RpcEnvelope envelope, ActorContext context) throws Exception {
      return switch (envelope.routeKey()) {
        case "testing.EchoService.Echo" ->
            HANDLER.echo(EchoRequest.parseFrom(envelope.payload()), context).toByteArray();
        default -> throw MessageDispatcher.unknownRoute(envelope.routeKey());
      };
    }

    /** The least of some rounds: classes are loaded, and the JVM does things of its own. */
    private static long perCall(Callable<byte[]> dispatch) throws Exception {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        least = Math.min(least, allocated(threads, dispatch));
      }
      return least / CALLS;
    }

    private static long allocated(ThreadMXBean threads, Callable<byte[]> dispatch)
        throws Exception {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        dispatch.call();
      }
      return threads.getCurrentThreadAllocatedBytes() - before;
    }
  }
}
