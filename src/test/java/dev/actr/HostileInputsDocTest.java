package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of hostile inputs is what the tests run, and the tests are in the table. */
class HostileInputsDocTest {

  private static final Pattern ROW =
      Pattern.compile("\\| (H\\d+) \\| (.+) \\| (.+) \\| `(\\w+)\\.(\\w+)` \\|");

  private static final int AT_LEAST = 60;

  private record Row(String id, String test) {}

  @Test
  void everyRowIsTheRowOfItsTestAndTheOtherWayRound() throws IOException {
    List<Row> documented = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("docs", "security.md"))) {
      if (line.startsWith("| H")) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as(line).isTrue();
        documented.add(new Row(row.group(1), row.group(4) + '.' + row.group(5)));
      }
    }
    assertThat(documented).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    assertThat(documented).extracting(Row::id).doesNotHaveDuplicates();
    assertThat(documented).containsExactlyInAnyOrderElementsOf(tested());
  }

  private static Set<Row> tested() {
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("dev.actr");
    Set<Row> rows = new HashSet<>();
    tests.stream()
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> method.isAnnotatedWith(Hostile.class))
        .forEach(method -> rows.addAll(rows(method)));
    return rows;
  }

  private static List<Row> rows(JavaMethod method) {
    assertThat(method.getAnnotations())
        .as(method.getFullName() + " is run")
        .anyMatch(
            a ->
                a.getRawType()
                    .getName()
                    .matches("org\\.junit\\.jupiter.*Test|net\\.jqwik.*Property"));
    String test = method.getOwner().getSimpleName() + '.' + method.getName();
    return List.of(method.getAnnotationOfType(Hostile.class).value()).stream()
        .map(id -> new Row(id, test))
        .toList();
  }
}
