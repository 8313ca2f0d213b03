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
  private static final int TURNS = 5;
  private static final int CONNECTIONS = 20;
  private static final int WARM_UPS = 2;
  private static final int IDLE = 50;
  private static final int[] PEERS = {1, 10, 100};

  private final Table table = new Table();
  private final OwnStack own = OwnStack.onEventLoop();
  private final OwnStack onExecutor = OwnStack.onExecutor();
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
    try (OwnStack.OwnLine ours = own.connect();
        Line onExecutor = this.onExecutor.connect();
        Line theirs = lib.connect();
        DtlsLimit dtls = new DtlsLimit();
        WebRtcRoundTrip node = new WebRtcRoundTrip()) {
      for (int i = -WARM_UPS; i < rounds; i++) {
        Table to = i < 0 ? new Table() : table;
        roundTrips(ours, onExecutor, theirs, to);
        throughput(ours, theirs, dtls, to);
        calls(node, ours, onExecutor, to);
        if (i < 0) {
          continue;
        }
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

  /** What is compared is measured in small parts by turns, so that other load meets both alike. */
  private static void roundTrips(Line ours, Line onExecutor, Line theirs, Table to) {
    byte[] message = new byte[KIBI];
    Line[] lines = {ours, onExecutor, theirs};
    long[][] times = new long[lines.length][PINGS];
    int part = PINGS / TURNS;
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < lines.length; i++) {
        System.arraycopy(Pings.bounced(lines[i], message, part), 0, times[i], turn * part, part);
      }
    }
    for (int percent : new int[] {50, 99}) {
      double baseline = Pings.at(times[2], percent / 100.0);
      String name = "round trip of 1 KiB, p" + percent;
      to.add(name, 0.8, true, Pings.at(times[0], percent / 100.0), baseline);
      to.add(name + ", handlers on an executor", Pings.at(times[1], percent / 100.0), baseline);
    }
  }

  private static void throughput(OwnStack.OwnLine ours, Line theirs, DtlsLimit dtls, Table to)
      throws Exception {
    byte[] large = new byte[16 * KIBI];
    throughput("throughput with 1 KiB", ours, theirs, new byte[KIBI], 60_000, to);
    throughput("throughput with 16 KiB", ours, theirs, large, 8_000, to);
    double packets = 0;
    double allowed = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      long before = ours.packetsSent();
      long start = System.nanoTime();
      Stream.bytesPerSecond(ours, large, 8_000 / TURNS);
      packets += (ours.packetsSent() - before) * 1e9 / (System.nanoTime() - start) / TURNS;
      allowed += dtls.packetsPerSecond(8_000) / TURNS;
    }
    to.add("packets a second with 16 KiB / what DTLS alone allows a thread", packets, allowed);
  }

  private static void calls(WebRtcRoundTrip node, Line ours, Line onExecutor, Table to) {
    byte[] message = new byte[KIBI];
    long[][] times =
        Pings.byTurns(() -> node.call(message), Pings.echo(onExecutor, message), PINGS);
    to.add(
        "call of 1 KiB / echo by a handler on an executor, p50",
        1.15,
        true,
        Pings.at(times[0], 0.5),
        Pings.at(times[1], 0.5));
    times = Pings.byTurns(() -> node.call(message), Pings.echo(ours, message), PINGS);
    to.add(
        "call of 1 KiB / echo by a handler on the event loop, p50",
        Pings.at(times[0], 0.5),
        Pings.at(times[1], 0.5));
  }

  private static void throughput(
      String name, Line ours, Line theirs, byte[] message, int count, Table to) throws Exception {
    double own = 0;
    double lib = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      own += 1 / Stream.bytesPerSecond(ours, message, count / TURNS);
      lib += 1 / Stream.bytesPerSecond(theirs, message, count / TURNS);
    }
    to.add(name, 2.0, false, TURNS / own, TURNS / lib);
  }

  private void connect(Table to) {
    long[] ours = new long[CONNECTIONS];
    long[] theirs = new long[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      ours[i] = connect(own);
      theirs[i] = connect(lib);
    }
    to.add("time to connect", 1.5, true, Pings.at(ours, 0.5), Pings.at(theirs, 0.5));
  }

  private static long connect(Stack stack) {
    long start = System.nanoTime();
    Line line = stack.connect();
    long time = System.nanoTime() - start;
    line.close();
    return time;
  }

  private void peers(Table to) throws Exception {
    for (int peers : PEERS) {
      to.add(
          "echoes a second of 1 KiB with " + peers + (peers == 1 ? " peer" : " peers"),
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
