package dev.actr.peer;

import com.google.protobuf.MessageLite;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.net.Deadlines;
import dev.actr.wire.Envelopes;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.PackageProtos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one node with its peers: one link to each, shared by all who send to it.
 * Thread-safe. Returned futures complete on I/O threads.
 */
public final class Peers implements PeerReceiver {

  private final Dialler dialler;
  private final Inbox inbox;
  private final ScheduledExecutorService timer;
  private final PendingCalls pending;
  private final RequestRate rate;

  /** Links this node opened, or is opening. */
  private final ConcurrentMap<ActrId, OutgoingLink> outbound = new ConcurrentHashMap<>();

  /** The newest link each peer opened: where responses to it go. */
  private final ConcurrentMap<ActrId, PeerLink> inbound = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /**
   * No connections yet.
   *
   * @param dialler opens connections
   * @param timer keeps deadlines; its tasks do not block
   * @param inbox takes what peers ask of this node
   * @param limits of calls and requests
   */
  public Peers(Dialler dialler, ScheduledExecutorService timer, Inbox inbox, PeerLimits limits) {
    this.dialler = dialler;
    this.timer = timer;
    this.inbox = inbox;
    this.pending = new PendingCalls(limits.maxPendingCalls());
    this.rate = new RequestRate(limits.requestsPerSecond(), timer, System::nanoTime);
  }

  /**
   * Sends a request and waits for its response, connecting first where there is no link.
   *
   * @param target whom to
   * @param lane of the request
   * @param request with a request id of its own
   * @param timeout of it all
   * @return the encoded response; fails with an {@link ActrException}
   */
  public CompletableFuture<byte[]> call(
      ActrId target, PayloadType lane, RpcEnvelope request, Duration timeout) {
    CompletableFuture<byte[]> response = new CompletableFuture<>();
    if (!pending.add(request.requestId(), target, response)) {
      return CompletableFuture.failedFuture(
          new ActrException(ErrorKind.UNAVAILABLE, "too many calls wait for their responses"));
    }
    Deadlines.set(timer, response, timeout, () -> timedOut("no response from", target));
    new Sending(target, lane, Envelopes.request(request, timeout), response)
        .start()
        .whenComplete(
            (sent, failure) -> {
              if (failure != null) {
                response.completeExceptionally(failure);
              }
            });
    return response;
  }

  /**
   * Sends a message that has no response.
   *
   * @param target whom to
   * @param lane of the message
   * @param message with a request id of its own
   * @param timeout for handing it over
   * @return done when it is handed over; fails with an {@link ActrException}
   */
  public CompletableFuture<Void> tell(
      ActrId target, PayloadType lane, RpcEnvelope message, Duration timeout) {
    return send(target, lane, Envelopes.tell(message), timeout);
  }

  /**
   * Sends a data chunk.
   *
   * @param target whom to
   * @param lane of the chunk
   * @param chunk not null
   * @param timeout for handing it over
   * @return done when it is handed over; fails with an {@link ActrException}
   */
  public CompletableFuture<Void> sendChunk(
      ActrId target, PayloadType lane, DataChunk chunk, Duration timeout) {
    return send(target, lane, ProtoValues.toProto(chunk), timeout);
  }

  private CompletableFuture<Void> send(
      ActrId target, PayloadType lane, MessageLite message, Duration timeout) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Deadlines.set(timer, done, timeout, () -> timedOut("cannot reach", target));
    new Sending(target, lane, message, done)
        .start()
        .whenComplete(
            (sent, failure) -> {
              if (failure == null) {
                done.complete(null);
              } else {
                done.completeExceptionally(failure);
              }
            });
    return done;
  }

  private static ActrException timedOut(String what, ActrId target) {
    return new ActrException(ErrorKind.TIMED_OUT, what + ' ' + target + " in time");
  }

  /** Hands one message over, again after retryable failures, until nobody waits for it. */
  private final class Sending {

    private final ActrId target;
    private final PayloadType lane;
    private final MessageLite message;
    private final CompletableFuture<?> until;
    private final CompletableFuture<Void> sent = new CompletableFuture<>();
    private int attempts;

    Sending(ActrId target, PayloadType lane, MessageLite message, CompletableFuture<?> until) {
      this.target = target;
      this.lane = lane;
      this.message = message;
      this.until = until;
    }

    CompletableFuture<Void> start() {
      attempt();
      return sent;
    }

    /** Who was told that it could not be sent may send it again. */
    private boolean isWaitedFor() {
      if (until.isDone()) {
        sent.cancel(false);
      }
      return !sent.isDone();
    }

    private void attempt() {
      if (!isWaitedFor()) {
        return;
      }
      attempts++;
      link(target)
          .thenCompose(this::sendOn)
          .whenComplete(
              (ok, failure) -> {
                if (failure == null) {
                  sent.complete(null);
                } else {
                  failed(ActrException.of(failure));
                }
              });
    }

    private CompletableFuture<Void> sendOn(PeerLink link) {
      return isWaitedFor() ? link.send(lane, message).thenRun(() -> handedOver(link)) : sent;
    }

    /** From now on the call ends with its link, which may have ended already. */
    private void handedOver(PeerLink link) {
      if (message instanceof PackageProtos.RpcEnvelope request) {
        pending.sentOn(request.getRequestId(), link);
        if (!link.isOpen()) {
          closed(link);
        }
      }
    }

    private void failed(ActrException failure) {
      int[] delays = SendRetry.delaysMillis(lane);
      if (!failure.kind().isRetryable() || attempts > delays.length || closed) {
        sent.completeExceptionally(failure);
      } else {
        timer.schedule(this::attempt, delays[attempts - 1], TimeUnit.MILLISECONDS);
      }
    }
  }

  /** The open link to a peer, or the one being opened. */
  private CompletableFuture<PeerLink> link(ActrId target) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new ActrException(ErrorKind.UNAVAILABLE, "this node has stopped"));
    }
    OutgoingLink fresh = new OutgoingLink();
    OutgoingLink current =
        outbound.compute(target, (id, link) -> link != null && link.isUsable() ? link : fresh);
    CompletableFuture<PeerLink> link = current.get();
    if (current == fresh) {
      open(target, fresh);
    }
    return link;
  }

  private void open(ActrId target, OutgoingLink fresh) {
    dialler
        .dial(target, this)
        .whenComplete(
            (link, failure) -> {
              if (failure != null) {
                outbound.remove(target, fresh);
                fresh.fail(ActrException.of(failure));
              } else {
                fresh.succeed(link);
                if (closed || outbound.get(target) != fresh) {
                  link.close();
                }
              }
            });
  }

  @Override
  public void accepted(PeerLink link) {
    inbound.put(link.peer(), link);
    if (link.isDuplex()) {
      outbound.compute(
          link.peer(),
          (id, current) ->
              current != null && current.isUsable() ? current : OutgoingLink.opened(link));
    }
  }

  /** Calls that were sent on the link fail. */
  @Override
  public void closed(PeerLink link) {
    inbound.remove(link.peer(), link);
    outbound.computeIfPresent(link.peer(), (id, open) -> open.isUsable() ? open : null);
    pending.failAllOn(
        link, new ActrException(ErrorKind.UNAVAILABLE, "connection to " + link.peer() + " closed"));
  }

  @Override
  public CompletionStage<Void> request(
      PeerLink link, PayloadType lane, PackageProtos.RpcEnvelope envelope) {
    CompletionStage<Void> turn = rate.take(link.peer());
    CompletionStage<Void> room =
        inbox.request(
            new IncomingRequest(link.peer(), lane, envelope, response -> respond(link, response)));
    return turn.toCompletableFuture().isDone() ? room : room.thenCombine(turn, (r, t) -> null);
  }

  @Override
  public CompletionStage<Void> chunk(
      PeerLink link, PayloadType lane, PackageProtos.DataChunk chunk) {
    return inbox.chunk(link.peer(), lane, ProtoValues.fromProto(chunk));
  }

  /** On the link the request came on, or the newest the peer has opened since. */
  private CompletableFuture<Void> respond(PeerLink link, PackageProtos.RpcEnvelope response) {
    PeerLink newest = inbound.getOrDefault(link.peer(), link);
    return (link.isOpen() ? link : newest).send(PayloadType.RPC_RELIABLE, response);
  }

  @Override
  public void response(PeerLink link, PackageProtos.RpcEnvelope response) {
    if (!pending.complete(link.peer(), response)) {
      PeerLog.LOG.debugf("peer=%s sent a response nobody waits for, late or repeated", link.peer());
    }
  }

  /**
   * Closes all links, as the node goes on under another identity.
   *
   * @return done when they are closed
   */
  public CompletableFuture<Void> reset() {
    List<PeerLink> open = new ArrayList<>(inbound.values());
    outbound.values().forEach(link -> link.opened().ifPresent(open::add));
    outbound.clear();
    return CompletableFuture.allOf(
        open.stream().map(PeerLink::close).toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Closes all links for good; calls under way fail.
   *
   * @return done when they are closed
   */
  public CompletableFuture<Void> close() {
    closed = true;
    pending.failAll(new ActrException(ErrorKind.UNAVAILABLE, "this node has stopped"));
    return reset();
  }
}
