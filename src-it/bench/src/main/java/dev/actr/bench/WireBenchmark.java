package dev.actr.bench;

import com.google.protobuf.UnsafeByteOperations;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.wire.Envelopes;
import dev.actr.wire.Messages;
import dev.actr.wire.PeerFrame;
import dev.actr.wire.proto.PackageProtos;
import dev.actr.wire.proto.PackageProtos.Direction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A request of 1 KiB as a peer frame against its bare protobuf message. */
@State(Scope.Benchmark)
public class WireBenchmark {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final RpcEnvelope envelope =
      new RpcEnvelope(
          "testing.EchoService.Echo",
          new byte[1024],
          "0b1f24ce-7c14-4b39-a1e5-3f0ac1a5d4f5",
          Optional.empty(),
          Optional.empty());

  private ByteBuffer frame;
  private ByteBuffer message;

  /** Both are where Netty leaves what has arrived: outside the heap. */
  @Setup
  public void setUp() {
    frame = direct(encodeFrame());
    message = direct(encodePlain());
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** A request becomes what is sent. */
  @Benchmark
  public byte[] encodeFrame() {
    return PeerFrame.encode(PayloadType.RPC_RELIABLE, Envelopes.request(envelope, TIMEOUT));
  }

  /** The baseline of encoding. */
  @Benchmark
  public byte[] encodePlain() {
    return PackageProtos.RpcEnvelope.newBuilder()
        .setRouteKey(envelope.routeKey())
        .setPayload(UnsafeByteOperations.unsafeWrap(envelope.payload()))
        .setRequestId(envelope.requestId())
        .setDirection(Direction.DIRECTION_REQUEST)
        .setTimeoutMs(TIMEOUT.toMillis())
        .build()
        .toByteArray();
  }

  /** What has arrived becomes a request. */
  @Benchmark
  public RpcEnvelope decodeFrame() throws Exception {
    PeerFrame read = PeerFrame.decode(frame);
    return Envelopes.fromProto(Messages.parse(PackageProtos.RpcEnvelope.parser(), read.body()));
  }

  /** The baseline of decoding. */
  @Benchmark
  public RpcEnvelope decodePlain() throws Exception {
    PackageProtos.RpcEnvelope read = PackageProtos.RpcEnvelope.parseFrom(message.duplicate());
    return new RpcEnvelope(
        read.getRouteKey(),
        read.getPayload().toByteArray(),
        read.getRequestId(),
        Optional.empty(),
        Optional.empty());
  }
}
