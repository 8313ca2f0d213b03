package dev.actr.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What real nodes and a server said to each other, recorded. */
public final class Golden {

  private static final List<String> SCENARIOS =
      List.of(
          "call-200000",
          "call-empty",
          "call-reliable",
          "call-reliable-rust-answerer",
          "call-signal",
          "rebind",
          "renew",
          "rust-rust",
          "rust-serves",
          "tell",
          "wsdirect-in",
          "wsdirect-out");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final List<Event> EVENTS =
      SCENARIOS.stream().flatMap(Golden::eventsOfScenario).toList();

  private Golden() {}

  /** One recorded event; {@code seed} is that of the key that signed the credentials in it. */
  public record Event(String scenario, String seed, JsonNode json) {

    public String text(String field) {
      return json.path(field).asText();
    }

    public boolean is(String channel, String... kinds) {
      return text("channel").equals(channel) && List.of(kinds).contains(text("kind"));
    }

    public boolean has(String field) {
      return json.has(field);
    }

    public String name() {
      return String.join(
          " ", scenario, text("channel"), text("seq"), text("kind"), text("dir"), text("type"));
    }
  }

  public static List<Event> events(Predicate<Event> filter) {
    return EVENTS.stream().filter(filter).toList();
  }

  private static Stream<Event> eventsOfScenario(String scenario) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + scenario + ".json")) {
      JsonNode root = MAPPER.readTree(in);
      String seed = root.required("lab_ais_ed25519_seed_hex").asText();
      return StreamSupport.stream(root.required("events").spliterator(), false)
          .map(event -> new Event(scenario, seed, event));
    } catch (IOException e) {
      throw new UncheckedIOException(scenario, e);
    }
  }
}
