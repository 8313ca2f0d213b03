package dev.actr.fuzz;

import dev.actr.sctp.RandomPackets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Looks for inputs that a decoder neither takes nor refuses. Arguments: a folder for what is found
 * and learned, the seconds for each target under Jazzer, how many inputs to generate for each
 * without it, and a pattern of targets.
 */
public final class Fuzz {

  private static final String SCTP = "sctp-packets";

  private final Path folder;
  private final Pattern which;
  private final List<String> faults = new ArrayList<>();

  private Fuzz(Path folder, Pattern which) {
    this.folder = folder;
    this.which = which;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int seconds = Integer.parseInt(args[1]);
    int inputs = Integer.parseInt(args[2]);
    Fuzz fuzz = new Fuzz(Path.of(args[0]), Pattern.compile(args[3]));
    if (inputs > 0) {
      fuzz.generated(inputs);
    }
    if (seconds > 0) {
      fuzz.guided(seconds);
    }
    fuzz.faults.forEach(System.out::println);
    System.exit(fuzz.faults.isEmpty() ? 0 : 1);
  }

  private List<FuzzTarget> targets() {
    return FuzzTargets.ALL.stream().filter(t -> which.matcher(t.name()).matches()).toList();
  }

  private void generated(int inputs) throws IOException {
    if (which.matcher(SCTP).matches()) {
      RandomPackets packets = new RandomPackets(inputs);
      packets.run(inputs);
      System.out.printf(
          "%s: %d generated, %d associations ended by them, at most %d bytes kept%n",
          SCTP, inputs, packets.ended(), packets.kept());
    }
    for (FuzzTarget target : targets()) {
      List<byte[]> seeds = target.seeds().get();
      Random random = new Random(inputs);
      int taken = 0;
      int tried = 0;
      while (tried < inputs) {
        byte[] input = Mutations.next(random, seeds);
        try {
          taken += target.decoder().takes(input) ? 1 : 0;
          tried++;
        } catch (Throwable fault) {
          fault.printStackTrace(System.out);
          faults.add(target + ": " + fault + " at " + HexFormat.of().formatHex(input));
          break;
        }
      }
      System.out.printf("%s: %d generated, %d taken%n", target, tried, taken);
    }
  }

  private void guided(int seconds) throws IOException, InterruptedException {
    for (FuzzTarget target : targets()) {
      Path corpus = Files.createDirectories(folder.resolve("corpus").resolve(target.name()));
      Path found = Files.createDirectories(folder.resolve("found").resolve(target.name()));
      int number = 0;
      for (byte[] seed : target.seeds().get()) {
        Files.write(corpus.resolve("seed-" + number++), seed);
      }
      Path log = folder.resolve(target.name() + ".log");
      int exit =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  "-Dfuzz.target=" + target.name(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "com.code_intelligence.jazzer.Jazzer",
                  "--target_class=" + Entry.class.getName(),
                  "--instrumentation_includes=dev.actr.**",
                  "--custom_hook_includes=dev.actr.**",
                  "--reproducer_path=" + found,
                  "-artifact_prefix=" + found + "/",
                  "-max_total_time=" + seconds,
                  "-max_len=4096",
                  "-timeout=60",
                  corpus.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (exit != 0) {
        faults.add(target + ": see " + log + " and " + found);
      }
      System.out.printf("%s: %s%n", target, exit == 0 ? summary(log) : "FAULT");
    }
  }

  /** How many were tried and what they covered. */
  private static String summary(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    String covered =
        lines.stream().filter(line -> line.contains("cov:")).reduce((a, b) -> b).orElse("");
    String done = lines.stream().filter(line -> line.startsWith("Done ")).findFirst().orElse("");
    return done + "; " + covered.replaceAll(".*(cov: \\d+).*", "$1");
  }
}
