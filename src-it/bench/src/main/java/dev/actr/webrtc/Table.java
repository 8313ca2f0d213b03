package dev.actr.webrtc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The ratio of each row in each round. */
final class Table {

  private static final class Row {
    final String aim;
    final List<Double> ratios = new ArrayList<>();
    double own;
    double baseline;

    Row(String aim) {
      this.aim = aim;
    }
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();

  /** Adds what was measured in one round, in any unit. */
  void add(String name, double aim, boolean less, double own, double baseline) {
    add(name, (less ? "at most " : "at least ") + aim, own, baseline);
  }

  /** Adds what nothing is demanded of. */
  void add(String name, double own, double baseline) {
    add(name, "", own, baseline);
  }

  private void add(String name, String aim, double own, double baseline) {
    Row row = rows.computeIfAbsent(name, key -> new Row(aim));
    row.ratios.add(own / baseline);
    row.own = own;
    row.baseline = baseline;
  }

  /** What the last round has measured. */
  String last() {
    return rows.entrySet().stream()
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "%n  %-70s %,15.0f %,15.0f",
                    row.getKey(),
                    row.getValue().own,
                    row.getValue().baseline))
        .collect(Collectors.joining());
  }

  String markdown() {
    return rows.entrySet().stream()
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %s |%n",
                    row.getKey(),
                    summary(row.getValue().ratios),
                    row.getValue().aim))
        .collect(
            Collectors.joining(
                "", "| what | ratio, median (least to most) | aim |\n|---|---|---|\n", ""));
  }

  private static String summary(List<Double> ratios) {
    List<Double> sorted = ratios.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", median, sorted.get(0), sorted.get(sorted.size() - 1));
  }
}
