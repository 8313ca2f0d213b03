package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Dest;
import dev.actr.dispatch.DispatchConfig;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.journal.JournalMailbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However little may wait, all that is sent is handled, in its order. */
class TightBoundsTest {

  private static final int EACH = 60;

  @RegisterExtension final NodeServer server = new NodeServer();
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, PT30S, 5",
    "8, 1, 1, 1, PT0S, 1",
    "64, 2, 1, 1000, PT0.001S, 100",
    "1, 256, 2, 1, PT30S, 1",
    "1000000, 1000000, 1000000, 1000000, P365D, 100"
  })
  void allIsHandledInItsOrder(
      int concurrency, int queue, int capacity, int threshold, Duration window, int deliveries)
      throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    try (TestNode sender = server.caller();
        TestNode node =
            server
                .node()
                .dispatch(new DispatchConfig(concurrency, queue, capacity, threshold, false))
                .mailbox(() -> mailbox(window, deliveries))
                .echo(
                    (request, context) -> {
                      handled.add(request.getMessage());
                      return Echo.response(request.getMessage());
                    })
                .build()
                .startAndWait()) {
      Dest dest = Dest.peer(node.id());
      List<? extends CompletableFuture<?>> calls =
          IntStream.range(0, EACH)
              .mapToObj(
                  i ->
                      sender
                          .context()
                          .callAsync(dest, Echo.METHOD, Echo.request("call " + i))
                          .toCompletableFuture())
              .toList();
      for (CompletableFuture<?> call : calls) {
        call.get(20, TimeUnit.SECONDS);
      }
      for (int i = 0; i < EACH; i++) {
        sender.context().tell(dest, Echo.METHOD, Echo.request("tell " + i));
      }
      await().atMost(TestNode.PATIENCE).until(() -> handled.size() == 2 * EACH);
      assertThat(handled)
          .startsWith("call 0")
          .containsExactlyElementsOf(
              IntStream.range(0, 2 * EACH)
                  .mapToObj(i -> i < EACH ? "call " + i : "tell " + (i - EACH))
                  .toList());
      await().atMost(TestNode.PATIENCE).until(() -> node.node.backlog() == 0);
      assertThat(node.errors()).isEmpty();
    }
  }

  private Mailbox mailbox(Duration window, int deliveries) throws Exception {
    return JournalMailbox.open(
        directory,
        "echo",
        Durability.DISK,
        new MailboxLimits(window, 1, 1, deliveries, 0, 0, Duration.ofMillis(1)));
  }
}
