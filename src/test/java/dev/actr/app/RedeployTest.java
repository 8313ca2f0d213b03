package dev.actr.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.actr.Actor;
import dev.actr.cdi.TestContainer;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** An application that is deployed again and again in one process. */
@Isolated
class RedeployTest {

  private static final int DEPLOYMENTS = 20;

  /** More of them take long; the endurance profile has twenty. */
  private static final int DEPLOYMENTS_WITH_CLASSES = Integer.getInteger("soak.redeployments", 4);

  private static final String ANSWERS = "host to Guest: hello, nomad to Guest: hello";

  @Test
  void noThreadAndNoOpenFileIsLeft() {
    assertThat(new Deployment().call()).isEqualTo(ANSWERS);
    ThreadCensus threads = new ThreadCensus();
    long filesBefore = openFiles();

    for (int i = 0; i < DEPLOYMENTS; i++) {
      assertThat(new Deployment().call()).isEqualTo(ANSWERS);
    }

    threads.awaitNoneNew();
    assertThat(openFiles() - filesBefore).isLessThan(DEPLOYMENTS);
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  @Test
  void classesCanBeUnloadedWhereTheLibraryHasThreadsOfItsOwn() throws Exception {
    assertThatClassesCanBeUnloaded();
  }

  /** Such threads have run code of every application there has been. */
  @Test
  void classesCanBeUnloadedWhereTheServerHasThreads() throws Exception {
    // All started now: a thread keeps the classes of those that it was started by.
    ThreadPoolExecutor managed =
        new ThreadPoolExecutor(16, 16, 0, SECONDS, new LinkedBlockingQueue<>());
    managed.prestartAllCoreThreads();
    System.getProperties().put(Directory.EXECUTOR, managed);
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Directory.class.getName());
    try {
      assertThatClassesCanBeUnloaded();
      assertThat(managed.getCompletedTaskCount()).isPositive();
    } finally {
      System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
      System.getProperties().remove(Directory.EXECUTOR);
      managed.shutdown();
    }
  }

  /**
   * As on a server: the container's classes stay, those of the library and of what it brings come
   * anew with each deployment.
   */
  private static void assertThatClassesCanBeUnloaded() throws Exception {
    List<URL> application = classPath(RedeployTest::isOfTheApplication);
    List<URL> server = classPath(entry -> !isOfTheApplication(entry));
    try (URLClassLoader container =
        new URLClassLoader(server.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      // Weld keeps the first application's class loader for its shutdown hook.
      deploy(container, application);
      List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
      for (int i = 0; i < DEPLOYMENTS_WITH_CLASSES; i++) {
        loaders.add(deploy(container, application));
      }

      await()
          .atMost(Application.PATIENCE)
          .untilAsserted(
              () -> {
                System.gc();
                // Java 17 keeps the class of the record that was last compared.
                assertThat(loaders.stream().filter(loader -> loader.get() != null))
                    .hasSizeLessThanOrEqualTo(1);
              });
    }
  }

  private static WeakReference<ClassLoader> deploy(ClassLoader container, List<URL> application)
      throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader own = new URLClassLoader(application.toArray(URL[]::new), container)) {
      thread.setContextClassLoader(own);
      Object deployment =
          own.loadClass(Deployment.class.getName()).getDeclaredConstructor().newInstance();
      assertThat(((Callable<?>) deployment).call()).isEqualTo(ANSWERS);
      return new WeakReference<>(own);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** The library and the tests, and what an application brings along with the library. */
  private static boolean isOfTheApplication(Path entry) {
    String name = entry.getFileName().toString();
    return !name.endsWith(".jar") || name.startsWith("netty-") || name.startsWith("protobuf-");
  }

  private static List<URL> classPath(Predicate<Path> which) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .map(Path::of)
        .filter(which)
        .map(RedeployTest::url)
        .toList();
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where an application finds the server's threads. */
  public static final class Directory implements InitialContextFactory {

    static final String EXECUTOR = "java:comp/DefaultManagedExecutorService";

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
      return new InitialContext(true) {
        @Override
        public Object lookup(String name) {
          return System.getProperties().get(name);
        }
      };
    }
  }

  /**
   * From its start to its end, which finds two sessions open, one over each transport; where
   * classes are to be unloaded, in a class loader of its own.
   */
  public static final class Deployment implements Callable<String> {

    @Override
    public String call() {
      Map<String, String> config =
          Application.config(
              "actr.devserver.enabled",
              "true",
              "actr.devserver.port",
              "0",
              "actr.webrtc.bind-addresses",
              "127.0.0.1");
      config.put("actr.actors.host.websocket.port", config.remove("actr.websocket.port"));
      try (Application running =
          Application.start(config, Host.class, Guest.class, Nomad.class)
              .awaitReady("host", "guest", "nomad")) {
        Guest guest = running.get(Guest.class);
        return guest.call("acme:Host:1.0.0", "hello")
            + ", "
            + guest.call("acme:Nomad:1.0.0", "hello");
      } finally {
        // As a server does.
        TestContainer.release(ConfigProvider.getConfig());
      }
    }
  }

  @Actor("acme:Host:1.0.0")
  static class Host extends Neighbour {}

  @Actor("acme:Guest:1.0.0")
  static class Guest extends Neighbour {}

  /** Without an address: its peers are connected over WebRTC. */
  @Actor("acme:Nomad:1.0.0")
  static class Nomad extends Neighbour {}
}
