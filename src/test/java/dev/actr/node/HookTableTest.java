package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Workload;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the table of docs/hooks.md against the code. */
class HookTableTest {

  private record Row(String hook, String event, String payload, String fired, String seenBy) {}

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(Path.of("docs/hooks.md")).stream()
        .filter(line -> line.startsWith("| `on"))
        .map(line -> line.substring(1).replace("`", "").split("\\|"))
        .map(
            cell ->
                new Row(
                    cell[0].trim(), cell[1].trim(), cell[2].trim(), cell[3].trim(), cell[4].trim()))
        .toList();
  }

  @Test
  void everyHookHasItsRow() throws IOException {
    List<String> methods =
        Arrays.stream(Workload.class.getMethods())
            .filter(Method::isDefault)
            .map(Method::getName)
            .toList();
    assertThat(rows()).extracting(Row::hook).containsExactlyInAnyOrderElementsOf(methods);
    assertThat(rows()).hasSameSizeAs(Hook.values());
  }

  @TestFactory
  Stream<DynamicTest> everyRowNamesWhatThereIs() throws IOException {
    return rows().stream().map(row -> DynamicTest.dynamicTest(row.hook(), () -> check(row)));
  }

  private static void check(Row row) throws Exception {
    assertThat(Class.forName("dev.actr.event." + row.event().substring(1)).isAnnotation()).isTrue();
    assertThat(Class.forName("dev.actr." + row.payload()).isRecord()).isTrue();
    String[] test = row.seenBy().split("\\.");
    Method method = Class.forName("dev.actr.node." + test[0]).getDeclaredMethod(test[1]);
    assertThat(method.isAnnotationPresent(Test.class)).isTrue();
  }
}
