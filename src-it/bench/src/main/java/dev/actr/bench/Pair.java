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
          hook("event to its observer / Event.fire", "event", "fire"),
          hook("hook, method and observer / by hand", "hook", "byHand"),
          hook("hook, method alone / by hand", "hookUnobserved", "byHandUnobserved"),
          hook("hook in a request context / by hand in one", "hookInRequest", "byHandInRequest"),
          rpc("empty", "RpcLatencyBenchmark.call bytes=0"),
          rpc("1 KiB", "RpcLatencyBenchmark.call bytes=1024"),
          rpc("64 KiB", "RpcLatencyBenchmark.call bytes=65536"),
          rpc("1 KiB, 32 at a time", "RpcConcurrentBenchmark.calls"),
          rules("call", "call"),
          rules("call, 32 at a time", "calls"),
          local("call, one at a time / Pekko ask", "ask"),
          local("call, 256 at a time / Pekko ask", "askMany"),
          local("tell / Pekko tell", "tell"),
          new Pair(
              "encode frame / plain protobuf",
              "WireBenchmark.encodeFrame",
              "WireBenchmark.encodePlain"),
          new Pair(
              "decode frame / plain protobuf",
              "WireBenchmark.decodeFrame",
              "WireBenchmark.decodePlain"),
          durable("1 sender", "senders1", "journal"),
          durable("8 senders", "senders8", "journal"),
          durable("32 senders", "senders32", "journal"),
          durable("64 senders", "senders64", "journal"),
          durable("1 sender", "senders1", "bare"),
          durable("8 senders", "senders8", "bare"),
          durable("32 senders", "senders32", "bare"),
          durable("64 senders", "senders64", "bare"),
          durable("32 senders, pipelined", "senders32Pipelined", "bare"),
          durable("1 sender", "senders1", "artemis-broker"),
          durable("8 senders", "senders8", "artemis-broker"),
          durable("64 senders", "senders64", "artemis-broker"),
          durable("1 sender", "senders1", "sqlite"),
          durable("8 senders", "senders8", "sqlite"),
          durable("64 senders", "senders64", "sqlite"),
          durable("32 senders, pipelined", "senders32Pipelined", "sqlite"),
          durable("1 sender", "senders1", "artemis-journal"),
          durable("8 senders", "senders8", "artemis-journal"),
          durable("64 senders", "senders64", "artemis-journal"),
          durable("32 senders, pipelined", "senders32Pipelined", "artemis-journal"),
          new Pair(
              "message with 1000000 waiting / with 100",
              "BacklogBenchmark.inAndOut backlog=1000000",
              "BacklogBenchmark.inAndOut backlog=100"),
          new Pair(
              "idle actor wakes / blocking queue",
              "WakeBenchmark.mailbox",
              "WakeBenchmark.blockingQueue"));

  private static Pair hook(String name, String subject, String baseline) {
    return new Pair(name, "HookDeliveryBenchmark." + subject, "HookDeliveryBenchmark." + baseline);
  }

  private static Pair durable(String what, String method, String baseline) {
    return new Pair(
        "durable, " + what + ": mailbox / " + baseline,
        "DurableBenchmark." + method + " store=mailbox",
        "DurableBenchmark." + method + " store=" + baseline);
  }

  private static Pair local(String what, String method) {
    return new Pair(
        "in memory, " + what,
        "LocalCallBenchmark." + method + " stack=actr",
        "LocalCallBenchmark." + method + " stack=pekko");
  }

  private static Pair rules(String what, String method) {
    return new Pair(
        what + " to an actor of 100 access rules / of none",
        "AccessRulesBenchmark." + method + " rules=100",
        "AccessRulesBenchmark." + method + " rules=0");
  }

  private static Pair rpc(String what, String benchmark) {
    return new Pair(
        "call, " + what + " / grpc-java", benchmark + " stack=actr", benchmark + " stack=grpc");
  }
}
