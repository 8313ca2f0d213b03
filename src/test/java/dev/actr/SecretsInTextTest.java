package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Records show their parts, so one with a secret has to say what else it shows. */
class SecretsInTextTest {

  private static final Pattern SECRET =
      Pattern.compile("(?i).*(secret|password|passwd|pwd|credential|token|privatekey).*");

  /** Numbers and times of secrets are none. */
  private static final Set<String> HARMLESS =
      Set.of("long", "int", "java.time.Instant", "java.time.Duration", "[B");

  @Test
  void recordsWithSecretsHaveATextOfTheirOwn() throws IOException {
    List<JavaClass> records =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.actr")
                .stream()
                .filter(JavaClass::isRecord)
                .toList();
    assertThat(records).hasSizeGreaterThan(20);
    for (JavaClass type : records) {
      Class<?> record = type.reflect();
      if (Stream.of(record.getRecordComponents()).anyMatch(SecretsInTextTest::isSecret)) {
        assertThat(source(record)).as(record.getName()).contains("public String toString() {");
      }
    }
  }

  private static boolean isSecret(RecordComponent component) {
    return SECRET.matcher(component.getName()).matches()
        && !HARMLESS.contains(component.getType().getName());
  }

  private static String source(Class<?> type) throws IOException {
    Class<?> outermost = type;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    String file =
        Files.readString(Path.of("src/main/java", outermost.getName().replace('.', '/') + ".java"));
    int begin = file.indexOf("record " + type.getSimpleName() + "(");
    return file.substring(begin);
  }
}
