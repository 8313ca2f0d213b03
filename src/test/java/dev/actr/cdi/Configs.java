package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrType;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations of two actors. */
final class Configs {

  private Configs() {}

  static final ActrType FRIEND = ActrType.parse("acme:Friend:1.0.0");
  static final ActorBean ECHO = actor("echo");
  static final ActorBean CHAT = actor("chat");

  static ActorBean actor(String name) {
    return new ActorBean(name, ActrType.parse("acme:Echo:1.0.0"), "com.acme." + name);
  }

  static ActorConfigReader reader(Map<String, String> values) {
    return new ActorConfigReader(
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(values, "test", 100))
            .build());
  }

  static Map<String, String> required(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    values.put("actr.realm.id", "101");
    values.put("actr.ais.url", "http://ais:8081/ais");
    values.put("actr.signaling.url", "wss://signaling/ws");
    values.put("actr.data-dir", "target/actr-data");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return values;
  }

  static ActorSettings read(Map<String, String> values) {
    ActorConfigReader reader = reader(values);
    List<ActorSettings> settings = reader.actors(List.of(ECHO), Optional.empty());
    assertThat(reader.problems()).isEmpty();
    return settings.get(0);
  }

  static List<String> problems(Map<String, String> values, ActorBean... actors) {
    ActorConfigReader reader = reader(values);
    reader.actors(List.of(actors), Optional.empty());
    return reader.problems();
  }
}
