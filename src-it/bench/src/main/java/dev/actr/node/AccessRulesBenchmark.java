package dev.actr.node;

import com.google.protobuf.BytesValue;
import dev.actr.ActrType;
import dev.actr.identity.Acl;
import dev.actr.identity.AclRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Calls of 1 KiB to an actor with access rules, the last of which is the one that allows them. */
@State(Scope.Benchmark)
public class AccessRulesBenchmark {

  private static final int CALLS = 32;

  /** The baseline has none. */
  @Param({"100", "0"})
  public int rules;

  private final BytesValue request = RoundTrip.payload(1024);
  private RoundTrip roundTrip;

  /** Connects, and calls once. */
  @Setup
  public void setUp() throws Exception {
    List<AclRule> all = new ArrayList<>();
    for (int other = 1; other < rules; other++) {
      ActrType type = ActrType.parse("acme:Other" + other + ":1.0.0");
      all.add(new AclRule(true, type, Optional.empty()));
    }
    all.add(new AclRule(true, ActrRoundTrip.CALLER, Optional.empty()));
    roundTrip = new ActrRoundTrip(rules == 0 ? Optional.empty() : Optional.of(new Acl(all)));
  }

  /** Disconnects. */
  @TearDown
  public void tearDown() {
    roundTrip.close();
  }

  /** One at a time. */
  @Benchmark
  public BytesValue call() {
    return roundTrip.call(request);
  }

  /** Sends many requests, then waits for all responses. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public void calls() {
    roundTrip.call(request, CALLS);
  }
}
