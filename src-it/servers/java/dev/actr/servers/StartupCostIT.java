package dev.actr.servers;

import static dev.actr.servers.TestServer.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures what the library costs at the start of an application, on each runtime: with {@code
 * -Dservers.startup.rounds=5}, say. In each round each application is started once, so that a noisy
 * minute meets all of them. The table goes to {@code target/servers/startup.md}.
 */
@EnabledIfSystemProperty(named = "servers.startup.rounds", matches = "[1-9][0-9]*")
class StartupCostIT {

  private static final int ROUNDS = Integer.getInteger("servers.startup.rounds", 0);

  private static final StartupApplication ONE_BEAN = new StartupApplication(1, false);
  private static final StartupApplication ONE_ACTOR = new StartupApplication(1, true);
  private static final StartupApplication HUNDRED_BEANS = new StartupApplication(100, false);
  private static final StartupApplication HUNDRED_ACTORS = new StartupApplication(100, true);
  private static final List<StartupApplication> ALL =
      List.of(ONE_BEAN, ONE_ACTOR, HUNDRED_BEANS, HUNDRED_ACTORS);

  /** What one start took, in milliseconds: by the clock, and of the processors. */
  private record Time(int elapsed, int processor) {}

  /** What one kind of application took in each round. */
  private record Times(List<Time> started, List<Time> ready) {
    Times() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  @Test
  void measure() throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| runtime | 1 actor: processor | elapsed | 100 actors: processor | elapsed | ready |");
    lines.add("|---|---|---|---|---|---|");
    try (Fleet fleet = new Fleet()) {
      fleet.startDevServer();
      List<TestServer> servers = startable(fleet);
      Map<TestServer, Map<StartupApplication, Times>> times = new LinkedHashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (TestServer server : servers) {
          for (StartupApplication application : ALL) {
            start(
                fleet,
                server,
                application,
                times
                    .computeIfAbsent(server, s -> new LinkedHashMap<>())
                    .computeIfAbsent(application, a -> new Times()));
          }
        }
      }
      times.forEach((server, of) -> lines.add(row(server, of)));
    }
    String table = String.join("\n", lines);
    System.out.println(table);
    Files.writeString(Folders.RUN.resolveSibling("startup.md"), table + "\n");
    assertThat(lines).hasSizeGreaterThan(2);
  }

  /** Helidon's own main class starts the container. */
  private static List<TestServer> startable(Fleet fleet) {
    return fleet.servers().stream()
        .map(
            server ->
                server instanceof PlainJava plain
                    ? plain.withMain(StartupApplication.MAIN)
                    : server)
        .toList();
  }

  private static void start(
      Fleet fleet, TestServer server, StartupApplication application, Times times)
      throws Exception {
    try {
      fleet.start(
          server.running(application.packaged(server)),
          Map.of(
              "actr.websocket.host", "127.0.0.1",
              "actr.websocket.port", "0",
              "actr.mailbox.durability", "disk",
              "actr.data-dir", server.folder().resolve("actr-data").toString()),
          Map.of(),
          folder -> {});
      times.started().add(awaitTime(server, StartupApplication.STARTED));
      if (application.actors()) {
        times.ready().add(awaitTime(server, StartupApplication.READY));
      }
    } finally {
      server.kill();
    }
  }

  private static Time awaitTime(TestServer server, String line) {
    return await(server + " prints " + line + server.process())
        .atMost(PATIENCE)
        .until(() -> time(server, line), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<Time> time(TestServer server, String line) throws IOException {
    Matcher printed =
        Pattern.compile(Pattern.quote(line) + "(\\d+) ms, (\\d+) ms").matcher(server.log());
    return printed.find()
        ? Optional.of(
            new Time(Integer.parseInt(printed.group(1)), Integer.parseInt(printed.group(2))))
        : Optional.empty();
  }

  private static String row(TestServer server, Map<StartupApplication, Times> times) {
    List<Time> beans = times.get(HUNDRED_BEANS).started();
    Times actors = times.get(HUNDRED_ACTORS);
    List<Time> actor = times.get(ONE_ACTOR).started();
    List<Time> bean = times.get(ONE_BEAN).started();
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            server,
            ratio(Time::processor, actor, bean),
            ratio(Time::elapsed, actor, bean),
            ratio(Time::processor, actors.started(), beans),
            ratio(Time::elapsed, actors.started(), beans),
            ratio(Time::elapsed, actors.ready(), beans));
  }

  /** The median of the rounds' ratios, the least and the most. */
  private static String ratio(
      ToDoubleFunction<Time> unit, List<Time> subject, List<Time> baseline) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < subject.size(); i++) {
      ratios.add(unit.applyAsDouble(subject.get(i)) / unit.applyAsDouble(baseline.get(i)));
    }
    ratios.sort(null);
    return "%.2f (%.2f to %.2f)"
        .formatted(ratios.get(ratios.size() / 2), ratios.get(0), ratios.get(ratios.size() - 1));
  }
}
