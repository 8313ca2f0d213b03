package dev.actr.dispatch;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.mailbox.MemoryMailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Takes requests through admission, access rules and mailbox to the handler, one at a time.
 * Thread-safe.
 */
public final class RequestDispatcher {

  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

  private final String actor;
  private final Handler handler;
  private final InvocationScope scope;
  private final Predicate<ActrId> permits;
  private final BiConsumer<ErrorCategory, ActrException> onFailure;
  private final SerialExecutor serial;
  private final MemoryMailbox<Inbound> mailbox;

  private final Object admission = new Object();
  private boolean open;
  private int unfinished;
  private List<CompletableFuture<Void>> drained = new ArrayList<>();

  /**
   * A dispatcher that does not admit yet.
   *
   * @param actor the actor's name
   * @param handler handles the requests
   * @param scope surrounds the handler
   * @param executor runs the handler
   * @param capacity requests that may wait before senders are told to
   * @param permits the access rules
   * @param onFailure learns of handlers that threw, on the handler's thread
   */
  public RequestDispatcher(
      String actor,
      Handler handler,
      InvocationScope scope,
      Executor executor,
      int capacity,
      Predicate<ActrId> permits,
      BiConsumer<ErrorCategory, ActrException> onFailure) {
    this.actor = actor;
    this.handler = handler;
    this.scope = scope;
    this.serial = new SerialExecutor(executor);
    this.mailbox = new MemoryMailbox<>(capacity);
    this.permits = permits;
    this.onFailure = onFailure;
  }

  /** Admits requests from now on. */
  public void open() {
    synchronized (admission) {
      open = true;
    }
  }

  /** Whether requests are admitted. */
  public boolean isOpen() {
    synchronized (admission) {
      return open;
    }
  }

  /** Requests that wait for the handler or are in it. */
  public int backlog() {
    synchronized (admission) {
      return unfinished;
    }
  }

  /**
   * Takes a request. Its result tells what became of it.
   *
   * @param request just arrived
   * @return done when the sender may go on sending
   */
  public CompletionStage<Void> submit(Inbound request) {
    if (request.caller().isPresent() && !permits.test(request.caller().get())) {
      DispatchLog.LOG.denied(actor, request.caller().get());
      request.fail(
          new ActrException(
              ErrorKind.PERMISSION_DENIED,
              "ACL denied: " + request.caller().get() + " is not allowed to call " + actor));
      return AT_ONCE;
    }
    synchronized (admission) {
      if (!open) {
        request.fail(new ActrException(ErrorKind.UNAVAILABLE, "actor " + actor + " is not open"));
        return AT_ONCE;
      }
      unfinished++;
    }
    CompletionStage<Void> room = mailbox.offer(request, request.isHighPriority());
    serial.execute(this::handleNext);
    return room;
  }

  private void handleNext() {
    Inbound request = mailbox.poll();
    try {
      request.handle(handler, scope);
    } catch (ActrException e) {
      if (request.hasReachedHandler() && e.kind() != ErrorKind.UNKNOWN_ROUTE) {
        onFailure.accept(ErrorCategory.HANDLER_ERROR, e);
      }
      request.fail(e);
    } catch (Throwable e) {
      ActrException failure =
          new ActrException(ErrorKind.INTERNAL, "handler panicked: " + e.getMessage(), e);
      onFailure.accept(ErrorCategory.HANDLER_PANIC, failure);
      request.fail(failure);
    } finally {
      finished();
    }
  }

  private void finished() {
    List<CompletableFuture<Void>> done;
    synchronized (admission) {
      unfinished--;
      if (unfinished > 0 || drained.isEmpty()) {
        return;
      }
      done = drained;
      drained = new ArrayList<>();
    }
    done.forEach(d -> d.complete(null));
  }

  /**
   * Admits nothing more.
   *
   * @return done when all admitted requests are finished
   */
  public CompletableFuture<Void> drain() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (admission) {
      open = false;
      if (unfinished > 0) {
        drained.add(done);
        return done;
      }
    }
    done.complete(null);
    return done;
  }
}
