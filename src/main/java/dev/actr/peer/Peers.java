package dev.actr.peer;

import com.google.protobuf.MessageLite;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.net.Deadlines;
import dev.actr.net.LogBudget;
import dev.actr.wire.Envelopes;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.PackageProtos;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The connections of one node with its peers: one link to each, shared by all who send to it.
 * Thread-safe. Returned futures complete on I/O threads.
 */
public final class Peers implements PeerReceiver {

  /** Peers know a request again for half a minute; it takes a while to get there, too. */
  private static final Duration RESENDABLE = Duration.ofSeconds(25);

  private static final int UNANSWERED_PER_MINUTE = 20;

  private final Dialler dialler;
  private final Inbox inbox;
  private final ScheduledExecutorService timer;
  private final LongSupplier nanoClock;
  private final PendingCalls pending;
  private final RequestRate rate;
  private final CredentialLapses lapses;
  private final LogBudget unanswered = new LogBudget(UNANSWERED_PER_MINUTE);

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
   * @param addresses tells who is still there
   * @param clock by which credentials of peers lapse
   */
  public Peers(
      Dialler dialler,
      ScheduledExecutorService timer,
      Inbox inbox,
      PeerLimits limits,
      AddressBook addresses,
      Clock clock) {
    this(dialler, timer, inbox, limits, addresses, clock, System::nanoTime);
  }

  Peers(
      Dialler dialler,
      ScheduledExecutorService timer,
      Inbox inbox,
      PeerLimits limits,
      AddressBook addresses,
      Clock clock,
      LongSupplier nanoClock) {
    this.dialler = dialler;
    this.timer = timer;
    this.inbox = inbox;
    this.nanoClock = nanoClock;
    this.pending = new PendingCalls(limits.maxPendingCalls());
    this.rate = new RequestRate(limits.requestsPerSecond(), timer, System::nanoTime);
    this.lapses = new CredentialLapses(addresses::listed, timer, limits.credentialGrace(), clock);
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
    if (failWhileNotReady(target, response)) {
      return response;
    }
    String id = request.requestId();
    Sending sending =
        new Sending(target, lane, Envelopes.request(request, timeout), response) {
          @Override
          void handedOver(PeerLink link) {
            pending.sentOn(id, link);
            if (!link.isOpen()) {
              closed(link);
            }
          }
        };
    if (!pending.add(id, target, response, sending::lost)) {
      return CompletableFuture.failedFuture(
          new ActrException(ErrorKind.UNAVAILABLE, "too many calls wait for their responses"));
    }
    Deadlines.set(timer, response, timeout, () -> timedOut("no response from", target));
    sending.attempt();
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
    if (!failWhileNotReady(target, done)) {
      Deadlines.set(timer, done, timeout, () -> timedOut("cannot reach", target));
      new Sending(target, lane, message, done) {
        @Override
        void handedOver(PeerLink link) {
          done.complete(null);
        }
      }.attempt();
    }
    return done;
  }

  /** Who could only wait is told so at once, while its link is being restored. */
  private boolean failWhileNotReady(ActrId target, CompletableFuture<?> done) {
    Optional<ActrException> reason =
        Optional.ofNullable(outbound.get(target))
            .flatMap(OutgoingLink::opened)
            .flatMap(PeerLink::notReady);
    return reason.map(done::completeExceptionally).orElse(false);
  }

  private static ActrException timedOut(String what, ActrId target) {
    return new ActrException(ErrorKind.TIMED_OUT, what + ' ' + target + " in time");
  }

  /**
   * Hands one message over, again after retryable failures, until nobody waits for it. All of it,
   * what is sent again after its link has ended too, is within the lane's number of attempts.
   */
  private abstract class Sending {

    private final ActrId target;
    private final PayloadType lane;
    private final MessageLite message;
    private final CompletableFuture<?> outcome;
    private int attempts;

    /** When the peer may have got it first, by the system's clock of nanoseconds. */
    private volatile Optional<Long> firstSent = Optional.empty();

    Sending(ActrId target, PayloadType lane, MessageLite message, CompletableFuture<?> outcome) {
      this.target = target;
      this.lane = lane;
      this.message = message;
      this.outcome = outcome;
    }

    /** The link has taken it. */
    abstract void handedOver(PeerLink link);

    /** Who was told that it could not be sent may send it again. */
    final void attempt() {
      if (outcome.isDone()) {
        return;
      }
      attempts++;
      link(target)
          .thenCompose(this::sendOn)
          .exceptionally(
              failure -> {
                failed(ActrException.of(failure));
                return null;
              });
    }

    private CompletableFuture<Void> sendOn(PeerLink link) {
      if (outcome.isDone()) {
        return CompletableFuture.completedFuture(null);
      }
      if (firstSent.isEmpty()) {
        firstSent = Optional.of(nanoClock.getAsLong());
      } else if (!isRemembered()) {
        return CompletableFuture.failedFuture(connectionLost());
      }
      return link.send(lane, message).thenRun(() -> handedOver(link));
    }

    /** Whether a peer that got it will know it again and not handle it twice. */
    private boolean isRemembered() {
      return nanoClock.getAsLong() - firstSent.orElseThrow() < RESENDABLE.toNanos();
    }

    /** Its link has ended; whether the peer got it is not known. */
    final void lost() {
      if (closed || attempts > SendRetry.delaysMillis(lane).length || !isRemembered()) {
        outcome.completeExceptionally(connectionLost());
      } else {
        attempt();
      }
    }

    private ActrException connectionLost() {
      return new ActrException(ErrorKind.UNAVAILABLE, "connection to " + target + " closed");
    }

    private void failed(ActrException failure) {
      int[] delays = SendRetry.delaysMillis(lane);
      boolean again = firstSent.map(at -> isRemembered()).orElse(true);
      if (failure.kind().isRetryable() && again && attempts <= delays.length && !closed) {
        timer.schedule(this::attempt, delays[attempts - 1], TimeUnit.MILLISECONDS);
      } else if (failure.kind() == ErrorKind.NOT_FOUND && firstSent.isPresent()) {
        // It was there before: for its caller it is as if the connection was cut.
        ActrException lost = connectionLost();
        lost.addSuppressed(failure);
        outcome.completeExceptionally(lost);
      } else {
        outcome.completeExceptionally(failure);
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
  public void accepted(PeerLink link, Instant expiry) {
    lapses.opened(link, expiry);
    inbound.put(link.peer(), link);
    if (link.isDuplex()) {
      outbound.compute(
          link.peer(),
          (id, current) ->
              current != null && current.isUsable() ? current : OutgoingLink.opened(link));
    }
  }

  @Override
  public void shown(PeerLink link, Instant expiry) {
    lapses.shown(link.peer(), expiry);
  }

  /** Calls that were sent on the link are sent again, as far as that is safe. */
  @Override
  public void closed(PeerLink link) {
    lapses.closed(link);
    inbound.remove(link.peer(), link);
    outbound.computeIfPresent(link.peer(), (id, open) -> open.isUsable() ? open : null);
    pending.lost(link);
  }

  @Override
  public CompletionStage<Void> request(
      PeerLink link, PayloadType lane, PackageProtos.RpcEnvelope envelope, byte[] encoded) {
    CompletionStage<Void> turn = rate.take(link.peer());
    CompletionStage<Void> room =
        inbox.request(
            new IncomingRequest(
                link.peer(),
                lane,
                envelope,
                encoded,
                response -> respond(link, response),
                unanswered,
                inbox::responseTooLong));
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

  @Override
  public void refused(PeerLink link, String requestId, ActrException reason) {
    pending.refused(link, requestId, reason);
  }

  /**
   * Closes all links, as the node goes on under another identity. Calls whose requests were sent
   * fail: peers would take what is sent again for another caller's.
   *
   * @return done when they are closed
   */
  public CompletableFuture<Void> reset() {
    pending.failAllSent(
        new ActrException(ErrorKind.UNAVAILABLE, "this node goes on under another identity"));
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
    lapses.stop();
    pending.failAll(new ActrException(ErrorKind.UNAVAILABLE, "this node has stopped"));
    return reset();
  }
}
