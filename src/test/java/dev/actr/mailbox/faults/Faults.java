package dev.actr.mailbox.faults;

import dev.actr.mailbox.jdbc.TestPostgres;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills a process at random moments, again and again, and counts what became of the messages it had
 * accepted. A message is handled when its outcome has been told; it is handled twice when two
 * different outcomes have.
 */
public final class Faults {

  private static final int SENDERS = 8;
  private static final int AGAIN = 200;

  /**
   * What came of the rounds on one store.
   *
   * @param store its name
   * @param rounds how often the process was killed
   * @param accepted messages whose sender was told that they are stored
   * @param lost those of them whose outcome was never told
   * @param twice messages of which two different outcomes were told
   * @param disordered messages handled after a later one of the same sender: of the calls of the
   *     handler those count whose outcome was told
   * @param ranAgain calls of the handler whose outcome was not stored when the process ended, so
   *     that it was called again
   */
  public record Count(
      String store,
      int rounds,
      long accepted,
      long lost,
      long twice,
      long disordered,
      long ranAgain) {

    @Override
    public String toString() {
      return String.format(
          "%s: rounds=%d accepted=%d lost=%d twice=%d disordered=%d ran-again=%d",
          store, rounds, accepted, lost, twice, disordered, ranAgain);
    }
  }

  private record Run(String id, String token) {}

  private final String store;
  private final String place;
  private final int longestMillis;
  private final Random random;
  private final Set<String> accepted = new HashSet<>();
  private final Map<String, String> replies = new HashMap<>();
  private final Set<String> twice = new HashSet<>();
  private final List<Run> runs = new ArrayList<>();
  private Set<String> lastRound = new LinkedHashSet<>();

  private Faults(String store, String place, int longestMillis, long seed) {
    this.store = store;
    this.place = place;
    this.longestMillis = longestMillis;
    this.random = new Random(seed);
  }

  /** Rounds on the embedded store. */
  public static Count journal(int rounds, long seed) throws Exception {
    Path directory = Files.createTempDirectory("actr-faults");
    try {
      return new Faults("journal", directory.toString(), 600, seed).run(rounds);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Rounds on PostgreSQL. */
  public static Count postgres(int rounds, long seed) throws Exception {
    try (TestPostgres postgres = new TestPostgres()) {
      return new Faults("postgres", postgres.url(), 3000, seed).run(rounds);
    }
  }

  private Count run(int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      round(round);
    }
    drain(rounds);
    long lost = accepted.stream().filter(id -> !replies.containsKey(id)).count();
    long ranAgain = runs.size() - runs.stream().map(Run::id).distinct().count();
    return new Count(store, rounds, accepted.size(), lost, twice.size(), disordered(), ranAgain);
  }

  private long disordered() {
    Map<String, Long> lastOf = new HashMap<>();
    long disordered = 0;
    for (Run run : runs) {
      if (run.token().equals(replies.get(run.id()))) {
        int dash = run.id().indexOf('-');
        long number = Long.parseLong(run.id().substring(dash + 1));
        Long last = lastOf.put(run.id().substring(0, dash), number);
        disordered += last != null && last > number ? 1 : 0;
      }
    }
    return disordered;
  }

  private Process start(int round, int senders) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            FaultsChild.class.getName(),
            store,
            place,
            Integer.toString(senders),
            Long.toString((long) round * 1_000_000_000L))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** One life of the process: it may end while it opens the mailbox, or at any moment after. */
  private void round(int round) throws Exception {
    Process process = start(round, SENDERS);
    CountDownLatch open = new CountDownLatch(1);
    Set<String> acceptedNow = new LinkedHashSet<>();
    Thread reader = read(process, acceptedNow, open);
    boolean early = random.nextInt(5) == 0;
    if (early) {
      process.waitFor(100 + random.nextInt(500), TimeUnit.MILLISECONDS);
    } else {
      awaitOpen(process, open);
      sendAgain(process);
      process.waitFor(random.nextInt(longestMillis), TimeUnit.MILLISECONDS);
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("the process ended by itself: " + process.exitValue());
    }
    // Not by the process itself, which would close its output and lose what is in the pipe.
    process.toHandle().destroyForcibly();
    process.waitFor();
    reader.join();
    lastRound = acceptedNow.isEmpty() ? lastRound : acceptedNow;
  }

  private static void awaitOpen(Process process, CountDownLatch open) throws InterruptedException {
    if (!open.await(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("the process does not come up");
    }
  }

  private void sendAgain(Process process) throws IOException {
    List<String> ids = new ArrayList<>(lastRound);
    BufferedWriter writer =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    for (String id : ids.subList(Math.max(0, ids.size() - AGAIN), ids.size())) {
      writer.write(id + "\n");
    }
    writer.flush();
  }

  /** The last life of the process, in which it handles all that is left. */
  private void drain(int round) throws Exception {
    Process process = start(round, 0);
    CountDownLatch open = new CountDownLatch(1);
    Thread reader = read(process, new LinkedHashSet<>(), open);
    awaitOpen(process, open);
    sendAgain(process);
    process.getOutputStream().close();
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("the rest is not handled");
    }
    reader.join();
  }

  private Thread read(Process process, Set<String> acceptedNow, CountDownLatch open) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  take(line.split(" "), acceptedNow, open);
                }
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            "faults-reader");
    reader.start();
    return reader;
  }

  private void take(String[] words, Set<String> acceptedNow, CountDownLatch open) {
    switch (words[0]) {
      case "open" -> open.countDown();
      case "accepted" -> {
        accepted.add(words[1]);
        acceptedNow.add(words[1]);
      }
      case "ran" -> runs.add(new Run(words[1], words[2]));
      case "replied", "again" -> {
        String before = replies.putIfAbsent(words[1], words[2]);
        if (before != null && !before.equals(words[2])) {
          twice.add(words[1]);
        }
      }
      default -> {
        // Nothing more is said of it.
      }
    }
  }

  /**
   * Runs the rounds on both stores, and ends with one line for both.
   *
   * @param args the number of rounds; optionally the seed
   */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    System.out.println("seed=" + seed);
    Count journal = journal(rounds, seed);
    System.out.println(journal);
    Count postgres = postgres(Math.max(1, rounds / 4), seed);
    System.out.println(postgres);
    System.out.printf(
        "rounds=%d accepted=%d lost=%d twice=%d%n",
        journal.rounds() + postgres.rounds(),
        journal.accepted() + postgres.accepted(),
        journal.lost() + postgres.lost(),
        journal.twice() + postgres.twice());
    boolean held =
        journal.lost() + journal.twice() + journal.disordered() == 0
            && postgres.lost() + postgres.twice() + postgres.disordered() == 0;
    System.exit(held ? 0 : 1);
  }
}
