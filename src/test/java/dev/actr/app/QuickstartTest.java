package dev.actr.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.actr.ActrId;
import dev.actr.quickstart.Quickstart;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What whoever tries the library sees first. */
class QuickstartTest {

  private static final Path RESOURCES = Path.of("src-it", "quickstart", "src", "main", "resources");

  /** Time, actor, hook, and the payload's fields as name=value. */
  private static final Pattern HOOK =
      Pattern.compile("(?<time>\\S+) (?<actor>\\w+) (?<hook>on\\w+)(?<fields>( \\w+=\\S+)+)");

  private static final Pattern REPLY =
      Pattern.compile("(?<time>\\S+) reply '(?<reply>.*)' after \\d+\\.\\d{3} ms");

  private static final Pattern READINESS =
      Pattern.compile("(?<time>\\S+) readiness (?<json>\\{.*})");

  private static ChildJvm start(String... options) {
    List<String> all = new ArrayList<>(List.of("-Dactr.devserver.port=0"));
    all.addAll(List.of(options));
    return ChildJvm.start(Map.of(), all, List.of(RESOURCES), List.of(Quickstart.class.getName()));
  }

  @Test
  void itShowsHooksReplyAndReadinessAndEndsByItself() throws Exception {
    try (ChildJvm quickstart = start("-Dquickstart.once=true")) {
      assertThat(quickstart.awaitExit()).as(quickstart::toString).isZero();

      List<String> lines = quickstart.output();
      assertThat(lines)
          .allSatisfy(
              line ->
                  assertThat(
                          Stream.of(HOOK, REPLY, READINESS)
                              .map(form -> form.matcher(line))
                              .filter(Matcher::matches))
                      .singleElement()
                      .satisfies(form -> LocalTime.parse(form.group("time"))));
      assertHooks(matches(HOOK, lines));
      assertThat(matches(REPLY, lines))
          .singleElement()
          .satisfies(reply -> assertThat(reply.group("reply")).isEqualTo("hello from caller"));
      assertThat(matches(READINESS, lines))
          .singleElement()
          .satisfies(readiness -> assertReady(readiness.group("json")));
    }
  }

  private static void assertHooks(List<Matcher> hooks) {
    for (String actor : List.of("echoService", "caller")) {
      assertThat(hooks.stream().filter(hook -> hook.group("actor").equals(actor)))
          .extracting(hook -> hook.group("hook"))
          .filteredOn(hook -> !hook.equals("onWebRtcDisconnected"))
          .containsExactly(
              "onStart",
              "onCredentialRenewed",
              "onSignalingConnecting",
              "onSignalingConnected",
              "onReady",
              "onWebRtcConnecting",
              "onWebRtcConnected",
              "onStop",
              "onSignalingDisconnected");
    }
    ActrId echo = idOf("echoService", hooks);
    ActrId caller = idOf("caller", hooks);
    assertThat(fields("echoService", "onStart", hooks))
        .isEqualTo(Map.of("actor", "echoService", "id", "-"));
    assertThat(fields("echoService", "onWebRtcConnected", hooks))
        .isEqualTo(Map.of("peer", caller.toString(), "relayed", "false", "status", "CONNECTED"));
    assertThat(fields("caller", "onWebRtcConnected", hooks))
        .isEqualTo(Map.of("peer", echo.toString(), "relayed", "false", "status", "CONNECTED"));
    assertThat(Instant.parse(fields("caller", "onCredentialRenewed", hooks).get("newExpiry")))
        .isAfter(Instant.now());
  }

  private static ActrId idOf(String actor, List<Matcher> hooks) {
    Map<String, String> fields = fields(actor, "onReady", hooks);
    assertThat(fields).containsOnlyKeys("actor", "id").containsEntry("actor", actor);
    return ActrId.parse(fields.get("id"));
  }

  private static Map<String, String> fields(String actor, String hook, List<Matcher> hooks) {
    String fields =
        hooks.stream()
            .filter(h -> h.group("actor").equals(actor) && h.group("hook").equals(hook))
            .findFirst()
            .orElseThrow()
            .group("fields");
    return Stream.of(fields.trim().split(" "))
        .map(field -> field.split("=", 2))
        .collect(Collectors.toMap(field -> field[0], field -> field[1]));
  }

  private static void assertReady(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      JsonObject readiness = reader.readObject();
      assertThat(readiness.getString("status")).isEqualTo("UP");
      assertThat(readiness.getJsonArray("checks").getValuesAs(JsonObject.class))
          .extracting(check -> check.getString("name"), check -> check.getString("status"))
          .containsExactlyInAnyOrder(tuple("actr-echoService", "UP"), tuple("actr-caller", "UP"));
    }
  }

  private static List<Matcher> matches(Pattern form, List<String> lines) {
    return lines.stream().map(form::matcher).filter(Matcher::matches).toList();
  }

  @Test
  void itRunsUntilItIsEndedAndStopsBothActors() throws Exception {
    try (ChildJvm quickstart = start()) {
      quickstart.awaitMatch(READINESS);
      assertThat(stopped(quickstart)).isEmpty();

      quickstart.terminate();
      quickstart.awaitExit();

      assertThat(stopped(quickstart)).containsExactlyInAnyOrder("echoService", "caller");
    }
  }

  private static List<String> stopped(ChildJvm quickstart) {
    return matches(HOOK, quickstart.output()).stream()
        .filter(hook -> hook.group("hook").equals("onStop"))
        .map(hook -> hook.group("actor"))
        .toList();
  }
}
