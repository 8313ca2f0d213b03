package dev.actr.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The ratio of each pair in each round. */
final class Ratios {

  private final Map<Pair, List<Measured>> rounds = new LinkedHashMap<>();

  /** Adds a round; pairs that were not measured are left out. */
  void add(Map<String, Measured> round) {
    for (Pair pair : Pair.ALL) {
      Measured subject = round.get(pair.subject());
      Measured baseline = round.get(pair.baseline());
      if (subject != null && baseline != null) {
        rounds.computeIfAbsent(pair, p -> new ArrayList<>()).add(subject.dividedBy(baseline));
      }
    }
  }

  /** In Markdown. */
  String table() {
    StringBuilder table =
        new StringBuilder(
            """

            | subject / baseline | rounds | time, median (least to most) | allocation |
            |---|---|---|---|
            """);
    rounds.forEach(
        (pair, ratios) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %d | %s | %s |%n",
                    pair.name(),
                    ratios.size(),
                    summary(ratios, Measured::time),
                    summary(ratios, Measured::allocated))));
    return table.toString();
  }

  String json() {
    return rounds.entrySet().stream()
        .map(
            entry ->
                String.format(
                    Locale.ROOT,
                    "  {\"pair\": \"%s\", \"time\": %s, \"allocation\": %s}",
                    entry.getKey().name(),
                    entry.getValue().stream().map(Measured::time).toList(),
                    entry.getValue().stream().map(Measured::allocated).toList()))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private static String summary(List<Measured> ratios, ToDoubleFunction<Measured> what) {
    double[] sorted = ratios.stream().mapToDouble(what).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", median, sorted[0], sorted[sorted.length - 1]);
  }
}
