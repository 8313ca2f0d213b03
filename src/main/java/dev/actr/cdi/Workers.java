package dev.actr.cdi;

import java.lang.reflect.Method;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The threads that run the code of actors.
 *
 * @param executor runs many tasks at a time, which may block
 * @param context runs a task at once on the thread it is given to, as one of the application
 * @param own whether it ends with the application's actors; the container's does not
 */
record Workers(ExecutorService executor, Executor context, boolean own) implements AutoCloseable {

  private static final String MANAGED = "java:comp/DefaultManagedExecutorService";
  private static final String CONTEXT = "java:comp/DefaultContextService";
  private static final String THREAD_NAME = "actr-worker-";
  private static final long CLOSE_SECONDS = 2;

  /** Finds an object by its name. */
  @FunctionalInterface
  interface Directory {
    Object lookup(String name) throws NamingException;
  }

  /** The container's executor where there is one, else one of our own. */
  static Workers obtain() {
    return obtain(InitialContext::doLookup);
  }

  static Workers obtain(Directory directory) {
    try {
      if (directory.lookup(MANAGED) instanceof ExecutorService managed) {
        return new Workers(managed, context(directory), false);
      }
    } catch (NamingException | RuntimeException | LinkageError e) {
      CdiLog.LOG.debugf("No %s: %s", MANAGED, e);
    }
    return new Workers(
        ownExecutor(Thread.currentThread().getContextClassLoader()), Runnable::run, true);
  }

  /**
   * The application's context as it is on this thread. A managed executor gives tasks that of the
   * thread that hands them over, and an I/O thread has none: names below {@code java:comp} would
   * not be found.
   */
  private static Executor context(Directory directory) {
    try {
      // By reflection, as applications need not have Jakarta Concurrency.
      Object service = directory.lookup(CONTEXT);
      if (service != null
          && method(service.getClass(), "currentContextExecutor").invoke(service)
              instanceof Executor current) {
        return current;
      }
    } catch (NamingException | ReflectiveOperationException | RuntimeException | LinkageError e) {
      CdiLog.LOG.debugf("No %s: %s", CONTEXT, e);
    }
    return Runnable::run;
  }

  /** The method as an interface declares it, as the class that has it need not be public. */
  private static Method method(Class<?> type, String name) throws NoSuchMethodException {
    for (Class<?> level = type; level != null; level = level.getSuperclass()) {
      for (Class<?> implemented : level.getInterfaces()) {
        for (Method method : implemented.getMethods()) {
          if (method.getName().equals(name) && method.getParameterCount() == 0) {
            return method;
          }
        }
      }
    }
    throw new NoSuchMethodException(type.getName() + '.' + name);
  }

  /** The executor, whose tasks run in the application's context whoever hands them over. */
  Executor inContext() {
    return task -> executor.execute(() -> context.execute(task));
  }

  /**
   * Threads of our own, in the same context: a server that is being ended takes tasks for its
   * executor and runs them no more.
   *
   * @param application whose classes the threads see
   */
  Workers withoutContainer(ClassLoader application) {
    return own ? this : new Workers(ownExecutor(application), context, true);
  }

  private static ExecutorService ownExecutor(ClassLoader application) {
    try {
      // By reflection, as the library runs on Java 17, which has no virtual threads.
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      type.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(builder, false);
      Method factory = type.getMethod("factory");
      Method executor = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
      return (ExecutorService)
          executor.invoke(null, named((ThreadFactory) factory.invoke(builder), application));
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool(named(Workers::platformThread, application));
    }
  }

  /**
   * One that inherits nothing from the caller it happens to be made for: neither what is in thread
   * locals nor a subject, which could be a user's.
   */
  @SuppressWarnings("removal") // Used on Java 17 to 20 alone.
  private static Thread platformThread(Runnable task) {
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>)
            () -> {
              Thread thread = new Thread(null, task, THREAD_NAME, 0, false);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Threads that see the application's classes, whichever thread they are started by. */
  private static ThreadFactory named(ThreadFactory factory, ClassLoader application) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = factory.newThread(task);
      thread.setName(THREAD_NAME + count.incrementAndGet());
      thread.setContextClassLoader(application);
      return thread;
    };
  }

  /** Ends the threads, if they are ours; what still runs after two seconds is interrupted. */
  @Override
  public void close() {
    if (!own) {
      return;
    }
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
