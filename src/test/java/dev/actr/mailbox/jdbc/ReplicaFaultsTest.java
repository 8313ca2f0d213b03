package dev.actr.mailbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrId;
import dev.actr.cdi.BlockingTasks;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxPriority;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas that end without a word, one after the other, while all of them are under load. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReplicaFaultsTest {

  private static final int REPLICAS = 3;
  private static final int CRASHES = 12;
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final Optional<ActrId> SENDER =
      Optional.of(ActrId.parse("1a@101/acme:EchoService:1.0.0"));
  private static final MailboxLimits LIMITS =
      new MailboxLimits(
          Duration.ofHours(1),
          1_000_000,
          64L << 20,
          MailboxLimits.MOST_DELIVERIES,
          10,
          1000,
          Duration.ofDays(1));

  private final AtomicReferenceArray<Replica> replicas = new AtomicReferenceArray<>(REPLICAS);
  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> answered = new ConcurrentHashMap<>();
  private final AtomicBoolean sending = new AtomicBoolean(true);
  private final AtomicBoolean handling = new AtomicBoolean(true);

  /** A mailbox whose process may end: the database hears no more of it. */
  private static final class Replica {

    private final DataSource database;
    private final Mailbox mailbox;
    private volatile Connection connection;
    private volatile boolean ended;

    Replica(DataSource database) throws SQLException {
      this.database = database;
      DataSource own =
          (DataSource)
              Proxy.newProxyInstance(
                  DataSource.class.getClassLoader(),
                  new Class<?>[] {DataSource.class},
                  (proxy, method, arguments) -> connect());
      mailbox = JdbcMailbox.open(own, "echo", LIMITS, LEASE);
    }

    private Connection connect() throws SQLException {
      if (ended) {
        throw new SQLException("this process has ended", "08001");
      }
      connection = database.getConnection();
      return connection;
    }

    void end() throws SQLException {
      ended = true;
      connection.abort(Runnable::run);
      mailbox.close();
    }
  }

  private void send(int sender) {
    for (int i = 0; sending.get(); i++) {
      String id = sender + "-" + i;
      boolean stored = false;
      // Sent again until somebody has it, as a caller does.
      while (!stored) {
        stored = offer(id);
      }
      accepted.add(id);
    }
  }

  private boolean offer(String id) {
    Replica replica = replicas.get(ThreadLocalRandom.current().nextInt(REPLICAS));
    try {
      replica
          .mailbox
          .enqueue(
              new MailboxMessage(
                  SENDER,
                  id,
                  id.getBytes(StandardCharsets.UTF_8),
                  MailboxPriority.NORMAL,
                  Instant.now(),
                  Optional.empty()))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      return true;
    } catch (Exception refused) {
      return false;
    }
  }

  private void handle(int slot) {
    while (handling.get()) {
      Mailbox mailbox = replicas.get(slot).mailbox;
      try {
        for (MailboxDelivery delivery : mailbox.dequeue(4)) {
          if (delivery.outcome().isEmpty()) {
            mailbox
                .complete(delivery, MailboxOutcome.of(new byte[] {7}))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
            answered.merge(delivery.message().requestId(), 1, Integer::sum);
          }
          mailbox.acknowledge(delivery);
        }
      } catch (Exception ended) {
        // Then another has what this one was about to answer.
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whatAnyOfThemHasAcceptedIsAnsweredOnceByOneThatLives() throws Exception {
    TestPostgres.assumeThereIsOne();
    try (TestPostgres postgres = new TestPostgres()) {
      List<CompletableFuture<Void>> senders = new ArrayList<>();
      List<CompletableFuture<Void>> handlers = new ArrayList<>();
      for (int i = 0; i < REPLICAS; i++) {
        int number = i;
        replicas.set(i, new Replica(postgres.dataSource()));
        senders.add(BlockingTasks.run(() -> send(number)));
        handlers.add(BlockingTasks.run(() -> handle(number)));
      }
      Random random = new Random(7);
      for (int crash = 1; crash <= CRASHES; crash++) {
        int seen = accepted.size();
        int more = random.nextInt(100);
        await().atMost(Duration.ofMinutes(1)).until(() -> accepted.size() > seen + more);
        int slot = random.nextInt(REPLICAS);
        Replica ended = replicas.get(slot);
        ended.end();
        replicas.set(slot, new Replica(postgres.dataSource()));
      }
      sending.set(false);
      for (CompletableFuture<Void> each : senders) {
        each.get(1, TimeUnit.MINUTES);
      }
      Mailbox any = replicas.get(0).mailbox;
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(accepted)
                      .filteredOn(id -> any.outcome(SENDER, id).isEmpty())
                      .as("accepted and lost, of %d", accepted.size())
                      .isEmpty());
      handling.set(false);
      for (CompletableFuture<Void> each : handlers) {
        each.get(1, TimeUnit.MINUTES);
      }
      assertThat(answered.values()).allMatch(times -> times == 1);
      for (int i = 0; i < REPLICAS; i++) {
        replicas.get(i).mailbox.close();
      }
    }
  }
}
