package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documentation's tables are the keys, and the keys are in the documentation's tables. */
class ConfigurationDocTest {

  private static final Path PAGE = Path.of("docs", "configuration.md");

  private static final String SERVER = "## The development server";

  @Test
  void keysOfActorsAreDocumentedAsTheyAre() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(rows(page.substring(0, page.indexOf(SERVER)))).isEqualTo(rowsOfKeys(true));
  }

  @Test
  void keysOfTheDevelopmentServerAreDocumentedAsTheyAre() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(rows(page.substring(page.indexOf(SERVER)))).isEqualTo(rowsOfKeys(false));
  }

  private static List<String> rows(String text) {
    return text.lines().filter(line -> line.startsWith("| `actr.")).toList();
  }

  private static List<String> rowsOfKeys(boolean perActor) {
    return ConfigKeys.ALL.stream()
        .filter(key -> key.perActor() == perActor)
        .map(ConfigKey::row)
        .toList();
  }
}
