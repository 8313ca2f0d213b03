package dev.actr.node;

import com.google.protobuf.BytesValue;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A gRPC server and its client with the defaults of grpc-java, without TLS. */
final class GrpcRoundTrip implements RoundTrip {

  private static final MethodDescriptor<BytesValue, BytesValue> METHOD =
      MethodDescriptor.<BytesValue, BytesValue>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("bench.Echo/Echo")
          .setRequestMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .build();

  private final Server server;
  private final ManagedChannel channel;

  GrpcRoundTrip() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder("bench.Echo")
                    .addMethod(METHOD, ServerCalls.asyncUnaryCall(GrpcRoundTrip::echo))
                    .build())
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(server.getListenSockets().get(0)).usePlaintext().build();
    call(BytesValue.getDefaultInstance());
  }

  private static void echo(BytesValue request, StreamObserver<BytesValue> response) {
    response.onNext(request);
    response.onCompleted();
  }

  /** With a deadline, as every call of an actor has one. */
  private static CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  @Override
  public BytesValue call(BytesValue request) {
    return ClientCalls.blockingUnaryCall(channel, METHOD, options(), request);
  }

  @Override
  public CompletableFuture<BytesValue> callAsync(BytesValue request) {
    CompletableFuture<BytesValue> response = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        channel.newCall(METHOD, options()),
        request,
        new StreamObserver<>() {
          @Override
          public void onNext(BytesValue value) {
            response.complete(value);
          }

          @Override
          public void onError(Throwable failure) {
            response.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {}
        });
    return response;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
