package dev.actr.node;

import com.google.protobuf.BytesValue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Many calls at a time, of 1 KiB, from one thread. */
@State(Scope.Benchmark)
public class RpcConcurrentBenchmark {

  private static final int CALLS = 32;

  /** The baseline is grpc. */
  @Param({"actr", "grpc"})
  public String stack;

  private final BytesValue request = RoundTrip.payload(1024);
  private RoundTrip roundTrip;

  /** Connects, and calls once. */
  @Setup
  public void setUp() throws Exception {
    roundTrip = RoundTrip.start(stack);
  }

  /** Disconnects. */
  @TearDown
  public void tearDown() {
    roundTrip.close();
  }

  /** Sends all requests, then waits for all responses. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void calls() {
    roundTrip.call(request, CALLS);
  }
}
