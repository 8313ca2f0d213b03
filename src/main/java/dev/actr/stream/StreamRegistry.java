package dev.actr.stream;

import dev.actr.ActorContext;
import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.PayloadType;
import dev.actr.StreamHandler;
import dev.actr.dispatch.InvocationScope;
import dev.actr.dispatch.SerialExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The streams a node takes chunks of. Each has a queue and is served one chunk at a time; streams
 * do not wait for each other. Thread-safe.
 */
public final class StreamRegistry {

  private static final int QUEUE_CAPACITY = 64;
  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

  private final Executor executor;
  private final InvocationScope scope;
  private final Supplier<ActorContext> context;
  private final ConcurrentMap<String, Stream> streams = new ConcurrentHashMap<>();

  /**
   * No streams yet.
   *
   * @param executor runs the handlers
   * @param scope surrounds the handlers
   * @param context current while a handler runs
   */
  public StreamRegistry(Executor executor, InvocationScope scope, Supplier<ActorContext> context) {
    this.executor = executor;
    this.scope = scope;
    this.context = context;
  }

  /**
   * Takes the chunks of a stream from now on.
   *
   * @param streamId not null
   * @param handler replaces an earlier one from the next chunk on
   */
  public void register(String streamId, StreamHandler handler) {
    streams.compute(
        streamId,
        (id, stream) -> {
          Stream current = stream == null ? new Stream() : stream;
          current.handler = handler;
          return current;
        });
  }

  /**
   * Takes no more chunks of a stream; those accepted are still delivered.
   *
   * @param streamId an unknown one is ignored
   */
  public void unregister(String streamId) {
    streams.remove(streamId);
  }

  /** Takes no more chunks of any stream. */
  public void clear() {
    streams.clear();
  }

  /**
   * Takes a chunk. One of a full stream is dropped if its lane prefers that to being late.
   *
   * @param sender as its connection was authenticated
   * @param lane it came on
   * @param chunk not null
   * @return done when the sender may go on
   */
  public CompletionStage<Void> accept(ActrId sender, PayloadType lane, DataChunk chunk) {
    Stream stream = streams.get(chunk.streamId());
    if (stream == null) {
      StreamLog.LOG.noHandler(sender);
      return AT_ONCE;
    }
    return stream.accept(sender, lane, chunk);
  }

  private record Delivery(ActrId sender, DataChunk chunk) {}

  private final class Stream {

    private final WaitingQueue<Delivery> queue = new WaitingQueue<>(QUEUE_CAPACITY);
    private final SerialExecutor serial = new SerialExecutor(executor);
    private volatile StreamHandler handler;

    CompletionStage<Void> accept(ActrId sender, PayloadType lane, DataChunk chunk) {
      boolean mayBeLost = lane == PayloadType.STREAM_LATENCY_FIRST;
      if (mayBeLost && queue.size() >= QUEUE_CAPACITY) {
        return AT_ONCE;
      }
      CompletionStage<Void> room = queue.offer(new Delivery(sender, chunk));
      serial.execute(this::deliverNext);
      return mayBeLost ? AT_ONCE : room;
    }

    private void deliverNext() {
      Delivery next = queue.poll();
      try {
        scope.call(
            context.get(),
            () -> {
              handler.onChunk(next.chunk(), next.sender());
              return null;
            });
      } catch (Throwable failure) {
        StreamLog.LOG.handlerFailed(next.sender(), failure);
      }
    }
  }
}
