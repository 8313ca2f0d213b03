package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Values of a configuration, of access rules above all. */
public final class ConfigFuzz {

  private ConfigFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(new FuzzTarget("config", 200, ConfigFuzz::seeds, ConfigFuzz::takes));
  }

  private static List<byte[]> seeds() {
    return Stream.of(
            "acl[0].permission=allow\nacl[0].type=acme:Friend:1.0.0\nacl[0].realm=7\n"
                + "acl[1].permission=deny\nacl[1].type=acme:Friend:1.0.0\nacl[1].realm=*",
            "max-message-size=100000\nwebrtc.idle-timeout=PT10M\nsignaling.url=wss://a:1/ws")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** Whether the deployment may go on; else it is told what is wrong. */
  private static boolean takes(byte[] bytes) {
    Map<String, String> values = Configs.required();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put("actr." + line.substring(0, equals), line.substring(equals + 1));
      }
    }
    ActorConfigReader reader = Configs.reader(values);
    reader.actors(List.of(Configs.ECHO), Optional.empty());
    assertThat(reader.problems()).allMatch(problem -> problem.contains("ACTR000"));
    return reader.problems().isEmpty();
  }
}
