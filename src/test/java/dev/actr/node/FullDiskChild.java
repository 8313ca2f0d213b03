package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.devserver.DevServer;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.faults.SmallDisk;
import dev.actr.mailbox.journal.JournalMailbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The process of {@link FullDiskTest}. */
final class FullDiskChild {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String LARGE = "x".repeat(100_000);

  private FullDiskChild() {}

  public static void main(String[] args) throws Exception {
    Path disk = Path.of(args[1]);
    Path other = disk.resolve("other");
    CountDownLatch release = new CountDownLatch(1);
    List<String> handled = new CopyOnWriteArrayList<>();
    try (DevServer server = DevServer.builder().port(0).start();
        TestNode sender =
            TestNode.builder(server.aisUri(), server.signalingUri())
                .type("acme:Sender:1.0.0")
                .callTimeout(PATIENCE)
                .build()
                .startAndWait();
        TestNode node =
            TestNode.builder(server.aisUri(), server.signalingUri())
                .mailbox(
                    () ->
                        JournalMailbox.open(
                            disk.resolve("mailbox"),
                            "echo",
                            Durability.DISK,
                            MailboxLimits.DEFAULT))
                .echo(
                    (request, context) -> {
                      release.await();
                      String name = request.getMessage().replace(LARGE, "");
                      handled.add(name);
                      return Echo.response(name);
                    })
                .build()
                .startAndWait()) {
      List<CompletableFuture<String>> calls = new ArrayList<>();
      calls.add(call(sender, node, "0"));
      await().atMost(PATIENCE).until(() -> node.node.backlog() == 1);
      SmallDisk.fill(other);
      // Those that are accepted wait for the handler.
      CompletableFuture<String> refused = null;
      while (refused == null) {
        CompletableFuture<String> next = call(sender, node, "" + calls.size());
        int accepted = calls.size();
        await().atMost(PATIENCE).until(() -> next.isDone() || node.node.backlog() > accepted);
        if (next.isDone()) {
          refused = next;
        } else {
          calls.add(next);
        }
      }
      System.out.println("after " + calls.size() + " requests: " + kindOf(refused));
      assertThat(kindOf(refused)).isEqualTo(ErrorKind.UNAVAILABLE);
      Files.delete(other);
      release.countDown();
      for (int i = 0; i < calls.size(); i++) {
        assertThat(calls.get(i)).succeedsWithin(PATIENCE).isEqualTo("" + i);
      }
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(call(sender, node, "later").join()).isEqualTo("later"));
      assertThat(handled).doesNotHaveDuplicates().hasSize(calls.size() + 1);
    }
    System.out.println("held");
    System.exit(0);
  }

  private static CompletableFuture<String> call(TestNode sender, TestNode node, String name) {
    return sender
        .context()
        .callAsync(Dest.peer(node.id()), Echo.METHOD, Echo.request(name + LARGE))
        .toCompletableFuture()
        .thenApply(response -> response.getReply());
  }

  private static ErrorKind kindOf(CompletableFuture<String> failed) {
    try {
      failed.join();
      return null;
    } catch (CompletionException e) {
      return ((ActrException) e.getCause()).kind();
    }
  }
}
