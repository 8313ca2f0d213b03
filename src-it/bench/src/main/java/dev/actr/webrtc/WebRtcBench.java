package dev.actr.webrtc;

import dev.actr.node.WebRtcRoundTrip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares peer connections with those of libwebrtc, both in this process, by turns. Each round
 * gives one ratio of each row.
 *
 * <p>Arguments: the folder of the results; the number of rounds, 5 if it is left out.
 */
public final class WebRtcBench {

  private static final int KIBI = 1024;
  private static final int PINGS = 5_000;
  private static final int CONNECTIONS = 20;
  private static final int IDLE = 50;
  private static final int[] PEERS = {1, 10, 100};

  private final Table table = new Table();
  private final Stack own = new OwnStack();
  private final Stack lib = new LibWebRtcStack();

  private WebRtcBench() {}

  /** Runs. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0], "results"));
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    WebRtcBench bench = new WebRtcBench();
    bench.run(rounds);
    System.out.print(bench.table.markdown());
    Files.writeString(folder.resolve("webrtc.md"), bench.table.markdown());
    // Threads of libwebrtc keep the process alive.
    System.exit(0);
  }

  private void run(int rounds) throws Exception {
    // First, as memory that was freed before would be used again.
    memory();
    try (Line ours = own.connect();
        Line theirs = lib.connect();
        WebRtcRoundTrip node = new WebRtcRoundTrip()) {
      round(ours, theirs, node, new Table());
      for (int i = 0; i < rounds; i++) {
        round(ours, theirs, node, table);
        connect(table);
        peers(table);
        System.out.println("round " + (i + 1) + table.last());
      }
    }
  }

  private void memory() {
    List<Line> open = new ArrayList<>();
    for (int warm = 0; warm < 2 * IDLE; warm++) {
      open.add((warm % 2 == 0 ? own : lib).connect());
    }
    double ours = Memory.of(own, IDLE, open);
    double theirs = Memory.of(lib, IDLE, open);
    table.add("memory per idle connection", 1.0, true, ours, theirs);
    open.forEach(Line::close);
  }

  private static void round(Line ours, Line theirs, WebRtcRoundTrip node, Table to)
      throws Exception {
    byte[] small = new byte[KIBI];
    byte[] large = new byte[16 * KIBI];
    long[] own = Pings.bounced(ours, small, PINGS);
    long[] lib = Pings.bounced(theirs, small, PINGS);
    to.add("round trip of 1 KiB, p50", 0.8, true, Pings.at(own, 0.5), Pings.at(lib, 0.5));
    to.add("round trip of 1 KiB, p99", 0.8, true, Pings.at(own, 0.99), Pings.at(lib, 0.99));
    to.add(
        "throughput with 1 KiB",
        2.0,
        false,
        Stream.bytesPerSecond(ours, small, 60_000),
        Stream.bytesPerSecond(theirs, small, 60_000));
    to.add(
        "throughput with 16 KiB",
        2.0,
        false,
        Stream.bytesPerSecond(ours, large, 8_000),
        Stream.bytesPerSecond(theirs, large, 8_000));
    double rpc = Pings.at(Pings.waited(() -> node.call(small), PINGS), 0.5);
    double echo = Pings.at(Pings.waited(Pings.echo(ours, small), PINGS), 0.5);
    to.add("call of 1 KiB / its own channel's echo, p50", 1.15, true, rpc, echo);
  }

  private void connect(Table to) {
    to.add("time to connect", 1.5, true, connect(own), connect(lib));
  }

  private static double connect(Stack stack) {
    long[] times = new long[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      long start = System.nanoTime();
      Line line = stack.connect();
      times[i] = System.nanoTime() - start;
      line.close();
    }
    return Pings.at(times, 0.5);
  }

  private void peers(Table to) throws Exception {
    for (int peers : PEERS) {
      to.add(
          "echoes a second of 1 KiB with " + peers + (peers == 1 ? " peer" : " peers"),
          1.0,
          false,
          echoes(own, peers),
          echoes(lib, peers));
    }
  }

  private static double echoes(Stack stack, int peers) throws Exception {
    List<Line> lines = new ArrayList<>();
    try {
      for (int i = 0; i < peers; i++) {
        lines.add(stack.connect());
      }
      return Pings.perSecond(lines, new byte[KIBI], 2 * PINGS);
    } finally {
      lines.forEach(Line::close);
    }
  }
}
