package dev.actr.cdi;

import static dev.actr.cdi.Configs.ECHO;
import static dev.actr.cdi.Configs.problems;
import static dev.actr.cdi.Configs.read;
import static dev.actr.cdi.Configs.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.mailbox.Durability;
import dev.actr.mailbox.MailboxLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxConfigTest {

  @TempDir Path folder;

  private String[] in(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "actr.data-dir";
    all[1] = folder.resolve("data").toString();
    System.arraycopy(more, 0, all, 2, more.length);
    return all;
  }

  @Test
  void withoutConfigurationAMailboxIsSynchronizedWithTheDiskInAFolderOfItsActor()
      throws IOException {
    MailboxSettings mailbox = read(required(in())).mailbox();
    assertThat(mailbox)
        .isEqualTo(
            new MailboxSettings(
                "echo",
                Durability.DISK,
                folder.resolve("data/echo"),
                Optional.empty(),
                Optional.empty(),
                MailboxLimits.DEFAULT));
    assertThat(mailbox.isInFiles()).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mailbox.folder())))
        .isEqualTo("rwx------");
    try (var files = Files.list(mailbox.folder())) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void everyKeyIsRead() {
    MailboxSettings mailbox =
        read(required(
                in(
                    "actr.mailbox.durability", "process",
                    "actr.mailbox.dedup-window", "PT1M",
                    "actr.mailbox.dedup-entries", "0",
                    "actr.mailbox.dedup-bytes", "1000000",
                    "actr.mailbox.max-deliveries", "3",
                    "actr.mailbox.dead-letter-retention", "PT2H",
                    "actr.mailbox.dead-letter-entries", "20",
                    "actr.mailbox.dead-letter-bytes", "2147483647")))
            .mailbox();
    assertThat(mailbox.durability()).isEqualTo(Durability.PROCESS);
    assertThat(mailbox.limits())
        .isEqualTo(
            new MailboxLimits(
                Duration.ofMinutes(1),
                0,
                1_000_000,
                3,
                20,
                Integer.MAX_VALUE,
                Duration.ofHours(2)));
  }

  @Test
  void aMessageIsDeliveredSomeTimesAtMost() {
    assertThat(
            read(required(in("actr.mailbox.max-deliveries", "100")))
                .mailbox()
                .limits()
                .maxDeliveries())
        .isEqualTo(100);
    assertThat(problems(required(in("actr.mailbox.max-deliveries", "101")), ECHO))
        .singleElement()
        .asString()
        .contains("actr.mailbox.max-deliveries is '101'", "from 1 to 100");
  }

  @Test
  void aMailboxInMemoryNeedsNoFolder() {
    MailboxSettings mailbox = read(required(in("actr.mailbox.durability", "memory"))).mailbox();
    assertThat(mailbox.isInFiles() || mailbox.isInDatabase()).isFalse();
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aMailboxInADatabaseNeedsNoFolderAndIsShared() {
    ActorSettings settings =
        read(required(in("actr.mailbox.jdbc-url", "jdbc:postgresql://db/actors?password=s3cret")));
    assertThat(settings.mailbox().isInDatabase()).isTrue();
    assertThat(settings.mailbox().isInFiles()).isFalse();
    assertThat(settings.node().dispatch().shared()).isTrue();
    assertThat(settings.mailbox().toString()).doesNotContain("s3cret");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeWrittenFailsTheDeployment() throws IOException {
    Files.writeString(folder.resolve("data"), "a file, not a folder");
    assertThat(problems(required(in()), ECHO))
        .singleElement()
        .asString()
        .contains(
            "actr.data-dir", folder.resolve("data/echo").toString(), "actr.mailbox.durability");
  }

  @Test
  void aDatabaseHasOneName() {
    assertThat(
            problems(
                required(
                    "actr.mailbox.jdbc-url", "jdbc:x:y", "actr.mailbox.datasource", "java:comp/x"),
                ECHO))
        .singleElement()
        .asString()
        .contains("actr.mailbox.jdbc-url and actr.mailbox.datasource exclude each other");
  }

  @Test
  void aUrlThatIsWrongIsNotShown() {
    assertThat(problems(required("actr.mailbox.jdbc-url", "postgresql://user:s3cret@db"), ECHO))
        .singleElement()
        .asString()
        .contains("actr.mailbox.jdbc-url", "jdbc:driver:database")
        .doesNotContain("s3cret");
  }

  @Test
  void aUrlWithoutDriverAndANameWithoutDataSourceSayWhichKeyIsWrong() {
    assertThatThrownBy(
            () ->
                MailboxFactory.of(
                    read(required("actr.mailbox.jdbc-url", "jdbc:nobody:s3cret")).mailbox(), null))
        .hasMessageContaining("actr.mailbox.jdbc-url")
        .message()
        .doesNotContain("s3cret");
    assertThatThrownBy(
            () ->
                MailboxFactory.of(
                    read(required("actr.mailbox.datasource", "java:comp/None")).mailbox(), null))
        .hasMessageContainingAll("actr.mailbox.datasource", "java:comp/None");
  }

  @Test
  void theThresholdIsNotAboveTheCapacityUnlessItIsSaidSo() {
    assertThat(threshold()).isEqualTo(1024);
    assertThat(threshold("actr.mailbox.capacity", "100")).isEqualTo(100);
    assertThat(threshold("actr.mailbox.capacity", "5000")).isEqualTo(1024);
    assertThat(
            threshold("actr.mailbox.capacity", "100", "actr.mailbox.backpressure-threshold", "200"))
        .isEqualTo(200);
  }

  private int threshold(String... keysAndValues) {
    return read(required(in(keysAndValues))).node().dispatch().backpressureThreshold();
  }

  @Test
  void aThresholdAboveTheCapacityIsWarnedOf() {
    try (LogRecords log = new LogRecords();
        TestContainer container =
            TestContainer.boot(
                TestContainer.configWith(
                    "actr.mailbox.capacity",
                    "100",
                    "actr.actors.mute.mailbox.backpressure-threshold",
                    "200"),
                NodeManagerTest.Mute.class)) {
      assertThat(container.container().isRunning()).isTrue();
      assertThat(
              log.with(
                  "ACTR000168",
                  "Actor mute",
                  "actr.actors.mute.mailbox.backpressure-threshold is 200",
                  "actr.mailbox.capacity, which is 100"))
          .hasSize(1);
    }
  }
}
