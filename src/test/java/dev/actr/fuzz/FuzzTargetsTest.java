package dev.actr.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes come in, they are taken or refused in the way that is declared. {@code mvn -Pfuzz}
 * looks for others with the coverage as its guide; what it found is in {@code fuzz} among the test
 * resources.
 */
class FuzzTargetsTest {

  private static final Path FOUND = Path.of("src", "test", "resources", "fuzz");

  static List<FuzzTarget> targets() {
    return FuzzTargets.ALL;
  }

  @ParameterizedTest
  @MethodSource("targets")
  void whatWasFoundBeforeIsTakenOrRefused(FuzzTarget target) throws IOException {
    Path folder = FOUND.resolve(target.name());
    if (Files.isDirectory(folder)) {
      try (Stream<Path> inputs = Files.list(folder)) {
        for (Path input : inputs.toList()) {
          takes(target, Files.readAllBytes(input));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void seedsAreTakenAndChangesOfThemTakenOrRefused(FuzzTarget target) {
    List<byte[]> seeds = target.seeds().get();
    // Among what was recorded are answers that something failed.
    assertThat(seeds).anyMatch(seed -> takes(target, seed));
    Random random = new Random(target.name().hashCode());
    int taken = 0;
    for (int i = 0; i < target.tries(); i++) {
      if (takes(target, Mutations.next(random, seeds))) {
        taken++;
      }
    }
    // Where one of the outcomes is rare the inputs test little.
    assertThat(taken).isBetween(target.tries() / 200, target.tries() - target.tries() / 200);
  }

  private static boolean takes(FuzzTarget target, byte[] bytes) {
    try {
      return target.decoder().takes(bytes);
    } catch (Throwable fault) {
      throw new AssertionError(target + " at " + hex(bytes), fault);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
