package dev.actr.bench;

import java.util.List;

/**
 * Two benchmarks of which the table tells the ratio.
 *
 * @param name in the table
 * @param subject what is measured: class, method and parameters
 * @param baseline what it is compared with
 */
record Pair(String name, String subject, String baseline) {

  static final List<Pair> ALL =
      List.of(
          new Pair(
              "generated dispatch / switch by hand",
              "DispatchBenchmark.generated",
              "DispatchBenchmark.byHand"),
          new Pair(
              "hook with one observer / Event.fire",
              "HookDeliveryBenchmark.hookObserved",
              "HookDeliveryBenchmark.fireObserved"),
          new Pair(
              "hook with one observer / same receivers by hand",
              "HookDeliveryBenchmark.hookObserved",
              "HookDeliveryBenchmark.byHandObserved"),
          new Pair(
              "hook without observer / Event.fire",
              "HookDeliveryBenchmark.hookUnobserved",
              "HookDeliveryBenchmark.fireUnobserved"),
          rpc("empty", "RpcLatencyBenchmark.call bytes=0"),
          rpc("1 KiB", "RpcLatencyBenchmark.call bytes=1024"),
          rpc("64 KiB", "RpcLatencyBenchmark.call bytes=65536"),
          rpc("1 KiB, 32 at a time", "RpcConcurrentBenchmark.calls"),
          new Pair(
              "encode frame / plain protobuf",
              "WireBenchmark.encodeFrame",
              "WireBenchmark.encodePlain"),
          new Pair(
              "decode frame / plain protobuf",
              "WireBenchmark.decodeFrame",
              "WireBenchmark.decodePlain"));

  private static Pair rpc(String what, String benchmark) {
    return new Pair(
        "call, " + what + " / grpc-java", benchmark + " stack=actr", benchmark + " stack=grpc");
  }
}
