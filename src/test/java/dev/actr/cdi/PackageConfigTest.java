package dev.actr.cdi;

import static dev.actr.cdi.Configs.problems;
import static dev.actr.cdi.Configs.read;
import static dev.actr.cdi.Configs.reader;
import static dev.actr.cdi.Configs.required;
import static dev.actr.identity.TestPackages.KEY;
import static dev.actr.identity.TestPackages.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.identity.SignedPackage;
import dev.actr.identity.TestPackages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageConfigTest {

  private static final String ECHO = Configs.ECHO.type().toString();

  @TempDir Path folder;

  private String path;
  private String key;

  @BeforeEach
  void write() throws Exception {
    path = TestPackages.write(folder, ECHO, KEY).toString();
    key = key("2b");
  }

  private String key(String digits) throws Exception {
    String seed = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digits.repeat(32)));
    return Files.writeString(folder.resolve(digits + ".json"), "{\"private_key\":\"" + seed + "\"}")
        .toString();
  }

  private static String problem(String... keysAndValues) {
    List<String> problems = problems(required(keysAndValues), Configs.ECHO);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  @Test
  void withoutThemAnActorIsRegisteredWithoutPackage() {
    assertThat(read(required()).node().signedPackage()).isEmpty();
  }

  @Test
  void aPackageIsReadWithTheKeyThatProvesIt() {
    SignedPackage signed =
        read(required("actr.package.path", path, "actr.package.key", key))
            .node()
            .signedPackage()
            .orElseThrow();
    assertThat(signed.type()).isEqualTo(Configs.ECHO.type());
    assertThat(signed.key().orElseThrow().id()).isEqualTo(KEY.id());
  }

  @Test
  void anActorMayHaveAPackageOfItsOwn() {
    assertThat(read(required("actr.actors.echo.package.path", path)).node().signedPackage())
        .hasValueSatisfying(signed -> assertThat(signed.key()).isEmpty());
  }

  @Test
  void aKeyWithoutPackageIsAProblem() {
    assertThat(problem("actr.package.key", key))
        .contains("ACTR000147", "actr.package.key", "actr.package.path");
  }

  @Test
  void filesThatCannotBeUsedAreProblemsThatNameThemAndTheReason() throws Exception {
    String missing = folder.resolve("missing").toString();
    assertThat(problem("actr.package.path", missing))
        .contains("ACTR000144", "actr.package.path", missing);
    assertThat(problem("actr.package.path", path, "actr.package.key", missing))
        .contains("ACTR000144", "actr.package.key", missing, "no such file");
    assertThat(problem("actr.package.path", key)).contains("ACTR000144", key);
    assertThat(problem("actr.package.path", path, "actr.package.key", path))
        .contains("ACTR000144", "actr.package.key", "neither a private key");
    assertThat(problem("actr.package.path", path, "actr.package.key", key("2c")))
        .contains("ACTR000144", KEY.id(), OTHER_KEY.id());
  }

  @Test
  void thePackageOfAnotherActorIsAProblemThatNamesBothTypes() throws Exception {
    String other = TestPackages.write(folder, "acme:Other:1.0.0", KEY).toString();
    assertThat(problem("actr.package.path", other))
        .contains("ACTR000145", "acme:Other:1.0.0", ECHO, Configs.ECHO.beanClass());
  }

  @Test
  void theDevelopmentServerKnowsThePackagesOfTheApplication() {
    DevServerConfig server =
        reader(
                required(
                    "actr.devserver.enabled", "true",
                    "actr.package.path", path,
                    "actr.package.key", key))
            .devServer(List.of(Configs.ECHO))
            .orElseThrow();
    assertThat(server.packages()).hasSize(1);
    assertThat(server.packages().get(0).type()).isEqualTo(Configs.ECHO.type());
  }

  @Test
  void theDevelopmentServerKnowsTheManufacturersItIsTold() {
    String publicKey = Base64.getEncoder().encodeToString(KEY.publicKey());
    DevServerConfig server =
        reader(
                Map.of(
                    "actr.devserver.enabled",
                    "true",
                    "actr.devserver.manufacturers",
                    "acme=" + publicKey + " , evil=" + publicKey))
            .devServer(List.of())
            .orElseThrow();
    assertThat(server.manufacturers())
        .containsExactly(new Manufacturer("acme", publicKey), new Manufacturer("evil", publicKey));
    assertThat(server.manufacturers().get(0).key()).isEqualTo(KEY.publicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "acme=", "acme=eA==", "acme=%", "=RQigeqlBcH8="})
  void manufacturersThatCannotBeReadAreAProblem(String manufacturers) {
    ActorConfigReader reader =
        reader(
            Map.of(
                "actr.devserver.enabled", "true", "actr.devserver.manufacturers", manufacturers));
    reader.devServer(List.of());
    assertThat(reader.problems())
        .singleElement()
        .asString()
        .contains("ACTR000112", "actr.devserver.manufacturers");
  }
}
