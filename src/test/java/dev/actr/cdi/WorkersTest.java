package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.naming.NameNotFoundException;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Whose threads run the code of actors. */
class WorkersTest {

  private static final Workers.Directory EMPTY =
      name -> {
        throw new NameNotFoundException(name);
      };

  @Test
  void executorOfTheContainerIsUsedAndLeftRunning() {
    ExecutorService managed = Executors.newCachedThreadPool();
    try {
      Workers workers =
          Workers.obtain(
              name -> name.equals("java:comp/DefaultManagedExecutorService") ? managed : null);

      assertThat(workers.executor()).isSameAs(managed);
      workers.close();
      assertThat(managed.isShutdown()).isFalse();
    } finally {
      managed.shutdown();
    }
  }

  /** As Jakarta Concurrency has it. */
  interface ContextService {
    Executor currentContextExecutor();
  }

  @Test
  void tasksRunInTheContextOfTheApplicationWhoeverHandsThemOver() throws Exception {
    ThreadLocal<String> context = new ThreadLocal<>();
    ContextService service =
        () -> {
          String captured = context.get();
          return task -> {
            context.set(captured);
            task.run();
            context.remove();
          };
        };
    ExecutorService managed = Executors.newCachedThreadPool();
    try {
      context.set("the application's");
      Workers workers =
          Workers.obtain(name -> name.endsWith("ManagedExecutorService") ? managed : service);
      context.remove();

      assertThat(CompletableFuture.supplyAsync(context::get, workers.inContext()).get())
          .isEqualTo("the application's");
    } finally {
      managed.shutdown();
    }
  }

  @Test
  void stoppingDoesNotTakeTheExecutorOfTheContainer() throws Exception {
    ThreadLocal<String> context = new ThreadLocal<>();
    ContextService service =
        () ->
            task -> {
              context.set("the application's");
              task.run();
            };
    ExecutorService managed = Executors.newCachedThreadPool();
    managed.shutdown();
    Workers container =
        Workers.obtain(name -> name.endsWith("ManagedExecutorService") ? managed : service);
    try (Workers workers = container.withoutContainer(getClass().getClassLoader())) {
      assertThat(CompletableFuture.supplyAsync(context::get, workers.inContext()).get())
          .isEqualTo("the application's");
    }
  }

  @Test
  void ownThreadsAreKeptForStopping() {
    try (Workers workers = Workers.obtain(EMPTY)) {
      assertThat(workers.withoutContainer(getClass().getClassLoader())).isSameAs(workers);
    }
  }

  @Test
  void directoryThatFailsOrHoldsSomethingElseLeadsToOwnThreads() {
    Workers.Directory broken =
        name -> {
          throw new IllegalStateException("no directory here");
        };
    for (Workers.Directory directory : List.of(EMPTY, broken, name -> "not an executor")) {
      try (Workers workers = Workers.obtain(directory)) {
        assertThat(workers.own()).isTrue();
      }
    }
  }

  @Test
  void ownThreadsAreNamedAndSeeTheClassesOfTheApplication() throws Exception {
    ClassLoader application = new ClassLoader(getClass().getClassLoader()) {};
    Thread test = Thread.currentThread();
    ClassLoader before = test.getContextClassLoader();
    test.setContextClassLoader(application);
    try (Workers workers = Workers.obtain(EMPTY)) {
      test.setContextClassLoader(before);
      Thread worker = workers.executor().submit(Thread::currentThread).get();

      assertThat(worker.getName()).matches("actr-worker-\\d+");
      assertThat(worker.isDaemon()).isTrue();
      assertThat(
              workers.executor().submit(() -> Thread.currentThread().getContextClassLoader()).get())
          .isSameAs(application);
    } finally {
      test.setContextClassLoader(before);
    }
  }

  @Test
  void ownThreadsInheritNothingFromTheThreadThatHandsThemTheirFirstTask() throws Exception {
    InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
    user.set("whoever calls");
    try (Workers workers = Workers.obtain(EMPTY)) {
      assertThat(workers.executor().submit(user::get).get()).isNull();
    } finally {
      user.remove();
    }
  }

  /** Later Java versions do not have a subject in what threads inherit. */
  @Test
  @SuppressWarnings("removal")
  @EnabledForJreRange(max = JRE.JAVA_21)
  void ownThreadsInheritNoSubject() throws Exception {
    Subject caller = new Subject();
    try (Workers workers = Workers.obtain(EMPTY)) {
      Future<Subject> seen =
          Subject.doAs(
              caller,
              (PrivilegedAction<Future<Subject>>)
                  () ->
                      workers
                          .executor()
                          .submit(() -> Subject.getSubject(AccessController.getContext())));
      assertThat(seen.get()).isNull();
    }
  }

  @Test
  void tasksThatWaitForEachOtherAllRun() throws Exception {
    int tasks = 200;
    CountDownLatch all = new CountDownLatch(tasks);
    try (Workers workers = Workers.obtain(EMPTY)) {
      List<Future<?>> waiting =
          IntStream.range(0, tasks)
              .<Future<?>>mapToObj(
                  i ->
                      workers
                          .executor()
                          .submit(
                              () -> {
                                all.countDown();
                                all.await();
                                return null;
                              }))
              .toList();
      for (Future<?> task : waiting) {
        task.get();
      }
    }
    assertThat(all.getCount()).isZero();
  }

  @Test
  void closingInterruptsWhatDoesNotEnd() {
    Workers workers = Workers.obtain(EMPTY);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    workers
        .executor()
        .execute(
            () -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    await().until(() -> started.getCount() == 0);

    workers.close();

    await().until(() -> interrupted.getCount() == 0);
    await().until(workers.executor()::isTerminated);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void ownThreadsAreVirtualWhereThereAreSuch() throws Exception {
    try (Workers workers = Workers.obtain(EMPTY)) {
      Thread worker = workers.executor().submit(Thread::currentThread).get();
      assertThat(Thread.class.getMethod("isVirtual").invoke(worker)).isEqualTo(true);
    }
  }
}
