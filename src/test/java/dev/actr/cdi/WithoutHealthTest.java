package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Actor;
import dev.actr.MessageDispatcher;
import dev.actr.Workload;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The library in an application that has no MicroProfile Health. */
class WithoutHealthTest {

  @Test
  void nodesRunWithoutTheHealthApi() throws Exception {
    URL[] classPath =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> !Path.of(entry).getFileName().toString().contains("health"))
            .map(WithoutHealthTest::url)
            .toArray(URL[]::new);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader isolated =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(isolated);
      Object application =
          isolated.loadClass(Application.class.getName()).getConstructor().newInstance();

      assertThat(((Callable<?>) application).call()).isEqualTo(Set.of("quiet"));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs in a class loader of its own. */
  public static final class Application implements Callable<Set<String>> {

    @Override
    public Set<String> call() throws Exception {
      try {
        Class.forName("org.eclipse.microprofile.health.HealthCheck");
        throw new AssertionError("MicroProfile Health is there");
      } catch (ClassNotFoundException expected) {
        // As it should be here.
      }
      try (TestContainer container = TestContainer.boot(Quiet.class)) {
        return Set.copyOf(container.get(NodeManager.class).nodes().keySet());
      }
    }
  }

  @Actor("acme:Quiet:1.0.0")
  static class Quiet implements Workload {
    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }
  }
}
