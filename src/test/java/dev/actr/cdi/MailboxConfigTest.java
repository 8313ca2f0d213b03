package dev.actr.cdi;

import static dev.actr.cdi.Configs.ECHO;
import static dev.actr.cdi.Configs.problems;
import static dev.actr.cdi.Configs.read;
import static dev.actr.cdi.Configs.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxPriority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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

  @Test
  void aDurabilityBesideADatabaseIsWarnedOf() {
    try (LogRecords log = new LogRecords()) {
      assertThat(
              ignored(
                  log,
                  "actr.mailbox.durability",
                  "process",
                  "actr.mailbox.datasource",
                  "java:comp/None"))
          .singleElement()
          .asString()
          .contains(
              "Actor mute", "actr.mailbox.durability is", "actr.mailbox.datasource", "remove");
    }
    try (LogRecords log = new LogRecords()) {
      assertThat(
              ignored(
                  log,
                  "actr.actors.mute.mailbox.durability",
                  "memory",
                  "actr.mailbox.datasource",
                  "java:comp/None"))
          .singleElement()
          .asString()
          .contains("actr.actors.mute.mailbox.durability");
    }
  }

  @Test
  void aDurabilityOfAllActorsMayBeMeantForOthersThanTheOneWithADatabase() {
    try (LogRecords log = new LogRecords()) {
      assertThat(
              ignored(
                  log,
                  "actr.mailbox.durability",
                  "process",
                  "actr.actors.mute.mailbox.datasource",
                  "java:comp/None"))
          .isEmpty();
    }
  }

  @Test
  void aDatabaseWithoutADurabilityIsNotWarnedOf() {
    Map<String, String> config =
        TestContainer.configWith("actr.mailbox.datasource", "java:comp/None");
    config.remove("actr.mailbox.durability");
    try (LogRecords log = new LogRecords()) {
      assertThat(ignored(log, config)).isEmpty();
    }
  }

  private static List<String> ignored(LogRecords log, String... keysAndValues) {
    return ignored(log, TestContainer.configWith(keysAndValues));
  }

  /** The warnings of a deployment, which then fails as there is no such database. */
  private static List<String> ignored(LogRecords log, Map<String, String> config) {
    assertThatThrownBy(() -> TestContainer.boot(config, NodeManagerTest.Mute.class))
        .hasStackTraceContaining("java:comp/None");
    return log.ownWith("ACTR000169");
  }

  @Test
  void whatIsLeftInFilesIsToldWhereTheMailboxIsKeptElsewhere() throws Exception {
    MailboxSettings before = read(required(in())).mailbox();
    try (Mailbox mailbox = MailboxFactory.of(before, null).call()) {
      for (String id : List.of("1", "2", "3")) {
        get(mailbox.enqueue(message(id)));
      }
      MailboxDelivery dead = mailbox.dequeue(1).get(0);
      get(mailbox.deadLetter(dead, DeadLetterReason.UNDECODABLE, "no"));
    }
    MailboxSettings now = read(required(in("actr.mailbox.durability", "memory"))).mailbox();
    assertThat(openedWarnings(now))
        .singleElement()
        .asString()
        .contains(
            "ACTR000135",
            "Actor echo: 2 messages and 1 dead letters",
            before.folder().toString(),
            "set actr.mailbox.durability to disk");
    try (Mailbox mailbox = MailboxFactory.of(before, null).call()) {
      assertThat(mailbox.stats().waiting()).isEqualTo(2);
    }
  }

  @Test
  void filesWithoutMessagesAreNotTold() throws Exception {
    MailboxFactory.of(read(required(in())).mailbox(), null).call().close();
    assertThat(openedWarnings(read(required(in("actr.mailbox.durability", "memory"))).mailbox()))
        .isEmpty();
  }

  @Test
  void filesThatCannotBeReadAreToldAndAreNoReasonNotToStart() throws Exception {
    MailboxSettings before = read(required(in())).mailbox();
    try (Mailbox other = MailboxFactory.of(before, null).call()) {
      assertThat(other.stats().waiting()).isZero();
      assertThat(openedWarnings(read(required(in("actr.mailbox.durability", "memory"))).mailbox()))
          .singleElement()
          .asString()
          .contains("ACTR000136", before.folder().toString(), "in use by another node");
    }
  }

  private static List<String> openedWarnings(MailboxSettings settings) throws Exception {
    try (LogRecords log = new LogRecords();
        Mailbox opened = MailboxFactory.of(settings, null).call()) {
      assertThat(opened.waiting()).isZero();
      return log.ownWith("ACTR00013");
    }
  }

  private static MailboxMessage message(String id) {
    return new MailboxMessage(
        Optional.empty(), id, new byte[0], MailboxPriority.NORMAL, Instant.now(), Optional.empty());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
