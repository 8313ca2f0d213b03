package dev.actr.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks in rounds of one fork each, so that a noisy minute of the machine meets both
 * sides of a comparison, and prints what the rounds' ratios are.
 *
 * <p>Arguments: the folder of the results, then patterns of benchmarks and options of JMH. Its
 * {@code -f} is the number of rounds.
 */
public final class Bench {

  private static final int ROUNDS = 5;
  private static final TimeValue ITERATION = TimeValue.milliseconds(500);

  private Bench() {}

  /** Runs. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0], "results"));
    CommandLineOptions given = new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length));
    Ratios ratios = new Ratios();
    int rounds = given.getForkCount().orElse(ROUNDS);
    for (int round = 1; round <= rounds; round++) {
      ratios.add(measure(run(given, folder.resolve("round-" + round + ".json"))));
    }
    String table = ratios.table();
    Files.writeString(folder.resolve("ratios.json"), ratios.json());
    System.out.print(table);
  }

  private static Collection<RunResult> run(CommandLineOptions given, Path results)
      throws Exception {
    return new Runner(
            new OptionsBuilder()
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .warmupIterations(given.getWarmupIterations().orElse(4))
                .warmupTime(given.getWarmupTime().orElse(ITERATION))
                .measurementIterations(given.getMeasurementIterations().orElse(4))
                .measurementTime(given.getMeasurementTime().orElse(ITERATION))
                .addProfiler(GCProfiler.class)
                .parent(given)
                .forks(1)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(results.toString())
                .build())
        .run();
  }

  private static Map<String, Measured> measure(Collection<RunResult> results) {
    Map<String, Measured> measured = new HashMap<>();
    for (RunResult result : results) {
      measured.put(name(result), Measured.of(result));
    }
    return measured;
  }

  /** Class, method and parameters, as {@link Pair} names them. */
  private static String name(RunResult result) {
    List<String> path = List.of(result.getParams().getBenchmark().split("\\."));
    String method = String.join(".", path.subList(path.size() - 2, path.size()));
    return result.getParams().getParamsKeys().stream()
        .sorted()
        .map(key -> " " + key + "=" + result.getParams().getParam(key))
        .collect(Collectors.joining("", method, ""));
  }
}
