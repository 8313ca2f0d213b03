package dev.actr.node;

import com.google.protobuf.BytesValue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One call at a time. */
@State(Scope.Benchmark)
public class RpcLatencyBenchmark {

  /** The baseline is grpc. */
  @Param({"actr", "grpc"})
  public String stack;

  /** Of request and response each. */
  @Param({"0", "1024", "65536"})
  public int bytes;

  private RoundTrip roundTrip;
  private BytesValue request;

  /** Connects, and calls once. */
  @Setup
  public void setUp() throws Exception {
    roundTrip = RoundTrip.start(stack);
    request = RoundTrip.payload(bytes);
  }

  /** Disconnects. */
  @TearDown
  public void tearDown() {
    roundTrip.close();
  }

  /** There and back. */
  @Benchmark
  public BytesValue call() {
    return roundTrip.call(request);
  }
}
