package dev.actr.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import java.util.concurrent.CompletableFuture;

/** A caller and its callee over loopback TCP, both with the same request and response. */
interface RoundTrip extends AutoCloseable {

  /** Calls and waits. */
  BytesValue call(BytesValue request);

  /** Calls without waiting. */
  CompletableFuture<BytesValue> callAsync(BytesValue request);

  /** Sends many requests, then waits for all responses. */
  default void call(BytesValue request, int times) {
    CompletableFuture<?>[] responses = new CompletableFuture<?>[times];
    for (int i = 0; i < times; i++) {
      responses[i] = callAsync(request);
    }
    CompletableFuture.allOf(responses).join();
  }

  /** Disconnects. */
  @Override
  void close();

  static BytesValue payload(int bytes) {
    return BytesValue.of(ByteString.copyFrom(new byte[bytes]));
  }

  static RoundTrip start(String stack) throws Exception {
    return switch (stack) {
      case "actr" -> new ActrRoundTrip();
      case "grpc" -> new GrpcRoundTrip();
      default -> throw new IllegalArgumentException(stack);
    };
  }
}
