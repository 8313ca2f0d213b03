package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StreamTest {

  @RegisterExtension final NodeServer server = new NodeServer();
  private TestNode receiver;
  private TestNode sender;

  @BeforeEach
  void startNodes() throws Exception {
    receiver = server.node().type("acme:Receiver:1.0.0").build().startAndWait();
    sender = server.node().type("acme:Sender:1.0.0").build().startAndWait();
  }

  @AfterEach
  void stopNodes() {
    sender.close();
    receiver.close();
  }

  private void send(String stream, long sequence, PayloadType lane) {
    sender
        .context()
        .sendDataChunk(
            Dest.peer(receiver.id()), new DataChunk(stream, sequence, new byte[] {1}), lane);
  }

  @Test
  void aChunkArrivesWithAllItsFieldsAndItsSender() throws Exception {
    CompletableFuture<DataChunk> chunk = new CompletableFuture<>();
    CompletableFuture<ActrId> from = new CompletableFuture<>();
    receiver
        .context()
        .registerStream(
            "s",
            (c, id) -> {
              chunk.complete(c);
              from.complete(id);
            });
    DataChunk sent =
        new DataChunk(
            "s",
            -1,
            new byte[] {1, 2, 3},
            List.of(new DataChunk.Metadata("k", "v"), new DataChunk.Metadata("k", "w")),
            Optional.of(Instant.ofEpochMilli(1234567890123L)));
    sender.context().sendDataChunk(Dest.peer(receiver.id()), sent, PayloadType.STREAM_RELIABLE);
    assertThat(chunk.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
    assertThat(from.get(10, TimeUnit.SECONDS)).isEqualTo(sender.id());
  }

  @Test
  void chunksOfAStreamArriveInOrderHoweverSlowItsHandlerIs() {
    List<Long> received = new CopyOnWriteArrayList<>();
    CountDownLatch release = new CountDownLatch(1);
    receiver
        .context()
        .registerStream(
            "s",
            (chunk, id) -> {
              release.await();
              received.add(chunk.sequence());
            });
    LongStream.range(0, 50).forEach(i -> send("s", i, PayloadType.STREAM_RELIABLE));
    release.countDown();
    LongStream.range(50, 500).forEach(i -> send("s", i, PayloadType.STREAM_RELIABLE));
    await().atMost(TestNode.PATIENCE).until(() -> received.size() == 500);
    assertThat(received).isEqualTo(LongStream.range(0, 500).boxed().toList());
  }

  @Test
  void aSlowStreamDoesNotHoldUpAnother() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Long> other = new CompletableFuture<>();
    receiver.context().registerStream("slow", (chunk, id) -> release.await());
    receiver.context().registerStream("other", (chunk, id) -> other.complete(chunk.sequence()));
    send("slow", 1, PayloadType.STREAM_RELIABLE);
    send("other", 2, PayloadType.STREAM_RELIABLE);
    assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    release.countDown();
  }

  @Test
  void aHandlerThatThrowsKeepsItsStream() throws Exception {
    CompletableFuture<Long> second = new CompletableFuture<>();
    receiver
        .context()
        .registerStream(
            "s",
            (chunk, id) -> {
              if (chunk.sequence() == 1) {
                throw new IllegalStateException("on purpose");
              }
              second.complete(chunk.sequence());
            });
    send("s", 1, PayloadType.STREAM_RELIABLE);
    send("s", 2, PayloadType.STREAM_RELIABLE);
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void chunksWithoutHandlerAreDroppedAndLaterOnesDelivered() throws Exception {
    CompletableFuture<Long> first = new CompletableFuture<>();
    send("s", 1, PayloadType.STREAM_RELIABLE);
    receiver.context().registerStream("marker", (chunk, id) -> first.complete(chunk.sequence()));
    send("marker", 0, PayloadType.STREAM_RELIABLE);
    first.get(10, TimeUnit.SECONDS);
    CompletableFuture<Long> next = new CompletableFuture<>();
    receiver.context().registerStream("s", (chunk, id) -> next.complete(chunk.sequence()));
    send("s", 2, PayloadType.STREAM_RELIABLE);
    assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void latencyFirstDropsWhatItsHandlerCannotKeepUpWith() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<Long> received = new CopyOnWriteArrayList<>();
    CompletableFuture<Long> marker = new CompletableFuture<>();
    receiver
        .context()
        .registerStream(
            "s",
            (chunk, id) -> {
              release.await();
              received.add(chunk.sequence());
            });
    receiver.context().registerStream("marker", (chunk, id) -> marker.complete(chunk.sequence()));
    LongStream.range(0, 200).forEach(i -> send("s", i, PayloadType.STREAM_LATENCY_FIRST));
    send("marker", 1, PayloadType.STREAM_RELIABLE);
    marker.get(10, TimeUnit.SECONDS);
    release.countDown();
    // One in the handler and a full queue; the rest was dropped, the newest first.
    await().atMost(TestNode.PATIENCE).until(() -> received.size() >= 64);
    assertThat(received).hasSizeLessThanOrEqualTo(66).startsWith(0L, 1L, 2L).doesNotContain(199L);
  }

  @Test
  void chunksCannotUseOtherLanesOrGoElsewhere() {
    DataChunk chunk = new DataChunk("s", 1, new byte[0]);
    Dest peer = Dest.peer(receiver.id());
    for (PayloadType lane : List.of(PayloadType.RPC_RELIABLE, PayloadType.MEDIA_RTP)) {
      assertThat(
              catchThrowableOfType(
                      ActrException.class, () -> sender.context().sendDataChunk(peer, chunk, lane))
                  .kind())
          .isEqualTo(ErrorKind.INVALID_ARGUMENT);
    }
    for (Dest local : List.of(Dest.host(), Dest.workload())) {
      assertThat(
              catchThrowableOfType(
                      ActrException.class,
                      () ->
                          sender.context().sendDataChunk(local, chunk, PayloadType.STREAM_RELIABLE))
                  .kind())
          .isEqualTo(ErrorKind.NOT_IMPLEMENTED);
    }
  }
}
