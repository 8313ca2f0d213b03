package dev.actr.dispatch;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.RpcMethod;
import dev.actr.mailbox.Mailbox;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Takes requests through admission and access rules to the handler: those of peers by way of the
 * mailbox, those from within the application directly. Thread-safe.
 */
public final class RequestDispatcher {

  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

  /** Taken ahead where requests run one at a time: enough to read the mailbox in batches. */
  private static final int SERIAL_QUEUE = 32;

  /** In characters: for an id that comes from outside. Others send the 36 of a UUID. */
  private static final int LONGEST_ID = 1024;

  private final Actor actor;
  private final Predicate<ActrId> permits;
  private final DispatchEvents events;
  private final RequestKeys keys;
  private final int queue;
  private final boolean serial;
  private final Scheduler scheduler;
  private final Backlog backlog;

  /** Counts requests of peers; of those from within the application the scheduler knows. */
  private final Admission admission;

  private final DispatchConfig config;
  private final Executor executor;
  private final ScheduledExecutorService timer;

  /** Null before it is open. */
  private volatile RemoteRequests remote;

  /**
   * Whose requests they are.
   *
   * @param name the actor's name
   * @param handler handles the requests
   * @param methods those the handler knows, with their conflict keys
   * @param scope surrounds the handler
   * @param context makes the handler's context
   */
  public record Actor(
      String name,
      Handler handler,
      List<RpcMethod<?, ?>> methods,
      InvocationScope scope,
      Function<Inbound, ActorContext> context) {}

  /**
   * A dispatcher that does not admit yet.
   *
   * @param actor whose requests it takes
   * @param config how they wait and run
   * @param executor runs the handler
   * @param timer for what is tried again later; its tasks do not block
   * @param permits the access rules
   * @param events learns of handlers that threw and of a backlog
   */
  public RequestDispatcher(
      Actor actor,
      DispatchConfig config,
      Executor executor,
      ScheduledExecutorService timer,
      Predicate<ActrId> permits,
      DispatchEvents events) {
    this.actor = actor;
    this.permits = permits;
    this.events = events;
    this.keys = new RequestKeys(actor.name(), actor.methods());
    this.serial = config.concurrency() == 1 || keys.isEmpty();
    this.queue = serial ? Math.min(SERIAL_QUEUE, config.queue()) : config.queue();
    this.config = config;
    this.executor = executor;
    this.timer = timer;
    this.scheduler =
        new Scheduler(executor, timer, serial ? 1 : config.concurrency(), new StoredRequests());
    this.admission = new Admission(scheduler::isIdle);
    this.backlog = new Backlog(config, this::waiting, this::unhandled, events);
  }

  /**
   * Admits requests from now on, and takes up those that are in the mailbox already. Called once;
   * does nothing after the end.
   *
   * @param mailbox where those of peers wait; closed by its owner, after {@link #halt}
   */
  public void open(Mailbox mailbox) {
    RemoteRequests requests =
        new RemoteRequests(config, mailbox, executor, timer, new RemoteSteps());
    if (admission.open(() -> remote = requests)) {
      requests.open();
    }
  }

  /** Whether requests are admitted. */
  public boolean isOpen() {
    return admission.isOpen();
  }

  /** Requests that wait for the handler or are in it. */
  public int backlog() {
    return unhandled() + scheduler.running();
  }

  private int unhandled() {
    RemoteRequests requests = remote;
    return (requests == null ? 0 : requests.storing() + requests.waiting()) + scheduler.waiting();
  }

  /** Requests of peers that are in the mailbox. */
  private int stored() {
    RemoteRequests requests = remote;
    return requests == null ? 0 : requests.waiting();
  }

  /** Negative while some are on their way from the mailbox to the scheduler, and in neither. */
  private int waiting() {
    RemoteRequests requests = remote;
    if (requests == null) {
      return scheduler.waiting();
    }
    int moves = requests.moves();
    int sum = requests.waiting() + scheduler.waiting();
    return moves % 2 == 0 && moves == requests.moves() ? sum : -1;
  }

  /**
   * Takes a request of a peer. Never blocks.
   *
   * @param request just arrived
   * @return done when the sender may go on sending
   */
  public CompletionStage<Void> receive(RemoteRequest request) {
    if (!permits.test(request.caller())) {
      request.fail(
          new ActrException(
              ErrorKind.PERMISSION_DENIED,
              "ACL denied: " + request.caller() + " is not allowed to call " + actor.name()));
      return AT_ONCE;
    }
    Optional<String> fault = faultOfId(request.requestId());
    if (fault.isPresent()) {
      request.fail(new ActrException(ErrorKind.INVALID_ARGUMENT, fault.get()));
      return AT_ONCE;
    }
    if (!admission.admit()) {
      // One that is sent again while the first is finished gets that one's answer.
      if (remote == null || !remote.join(request)) {
        request.fail(notOpen());
      }
      return AT_ONCE;
    }
    try {
      remote.accept(request);
      return backlog.room();
    } finally {
      admission.finished();
    }
  }

  /** Ids are kept for duplicates, and PostgreSQL has no text with a null character. */
  private static Optional<String> faultOfId(String id) {
    if (id.length() > LONGEST_ID) {
      return Optional.of(
          "the request id has " + id.length() + " characters, and " + LONGEST_ID + " are allowed");
    }
    return id.indexOf('\0') < 0
        ? Optional.empty()
        : Optional.of("the request id has a null character");
  }

  /**
   * Takes a request from within the application. Its result tells what becomes of it.
   *
   * @param request just made
   */
  public void submit(Inbound request) {
    if (!admission.isOpen() || !scheduler.offer(prepared(request))) {
      request.fail(notOpen());
    } else if (!scheduler.waitsLessThan(config.backpressureThreshold() - stored())) {
      backlog.changed();
    }
  }

  /**
   * Takes a request whose result a handler is going to wait for on its own thread. To be followed
   * by {@link #resume}, if it is taken.
   *
   * @param request just made
   * @param by what that handler handles
   * @return false if the handler would wait for itself for ever; then the request is not taken
   */
  public boolean submitAwaited(Inbound request, Inbound by) {
    if (!admission.isOpen()) {
      request.fail(notOpen());
      return true;
    }
    return scheduler.offerAwaited(prepared(request), by.job());
  }

  /**
   * A handler waits no more.
   *
   * @param by as given to {@link #submitAwaited}
   */
  public void resume(Inbound by) {
    scheduler.resume(by.job());
  }

  private Job prepared(Inbound request) {
    request.setJob(
        new RequestJob(request) {
          @Override
          void follow() {
            super.follow();
            request.settle();
          }

          @Override
          boolean isFollowedByApplication() {
            return request.isFollowed();
          }

          @Override
          void dropped() {
            request.fail(notOpen());
            admission.checkDrained();
          }
        });
    return request.job();
  }

  private ActrException notOpen() {
    return new ActrException(ErrorKind.UNAVAILABLE, "actor " + actor.name() + " is not open");
  }

  private abstract class RequestJob extends Job {

    private final Inbound request;

    RequestJob(Inbound request) {
      super(
          serial ? null : keys.of(request.caller(), request.envelope()), request.isHighPriority());
      this.request = request;
    }

    @Override
    void run() {
      backlog.shrunk();
      RequestDispatcher.this.handle(request);
    }

    @Override
    void follow() {
      admission.checkDrained();
    }
  }

  private void handle(Inbound request) {
    try {
      request.handle(actor.handler(), actor.scope(), actor.context());
    } catch (ActrException e) {
      if (request.hasReachedHandler() && e.kind() != ErrorKind.UNKNOWN_ROUTE) {
        events.handlerFailed(ErrorCategory.HANDLER_ERROR, e);
      }
      request.failed(e);
    } catch (Throwable e) {
      ActrException failure =
          new ActrException(ErrorKind.INTERNAL, "handler panicked: " + e.getMessage(), e);
      events.handlerFailed(ErrorCategory.HANDLER_PANIC, failure);
      request.failed(failure);
    }
  }

  /**
   * Admits nothing more.
   *
   * @return done when all requests that were admitted are finished
   */
  public CompletableFuture<Void> drain() {
    admission.end();
    scheduler.end();
    admission.checkDrained();
    return admission.drained();
  }

  /** Handles nothing more: what has not begun stays in the mailbox. */
  public void halt() {
    admission.halt();
    scheduler.close();
  }

  /** Those in the mailbox, which is read in batches. */
  private final class StoredRequests implements Scheduler.Source {

    @Override
    public boolean isReady() {
      return stored() > 0 && scheduler.waiting() <= queue / 2;
    }

    @Override
    public void refill() {
      remote.refill();
    }
  }

  /** What the requests of peers need of the rest. */
  private final class RemoteSteps implements RemoteRequests.Steps {

    @Override
    public void begun() {
      admission.begun();
    }

    @Override
    public void finished() {
      admission.finished();
    }

    @Override
    public void backlogChanged() {
      backlog.changed();
    }

    /** At the end as long as there is somebody who waits for an answer. */
    @Override
    public boolean isTaking() {
      return !admission.isHalted() && (admission.isOpen() || remote.hasUnanswered());
    }

    @Override
    public boolean isHalted() {
      return admission.isHalted();
    }

    @Override
    public int room() {
      return queue - scheduler.waiting() - scheduler.running();
    }

    @Override
    public boolean isIdle() {
      return scheduler.hasRoom();
    }

    @Override
    public void handle(Inbound inbound, Runnable dropped) {
      inbound.setJob(
          new RequestJob(inbound) {
            @Override
            void run() {
              super.run();
              inbound.settle();
            }

            @Override
            void dropped() {
              dropped.run();
            }
          });
      scheduler.add(inbound.job());
    }

    @Override
    public void run() {
      scheduler.run();
    }
  }
}
