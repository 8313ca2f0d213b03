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
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The library in an application that lacks what is optional. */
class WithoutOptionalLibrariesTest {

  @Test
  void nodesRunWithoutTheHealthApi() throws Exception {
    assertThat(without("health", Application.class)).isEqualTo(Set.of("quiet"));
  }

  @Test
  void nodesRunWithoutTheLibraryThatReadsPackages() throws Exception {
    assertThat(without("jackson", Application.class)).isEqualTo(Set.of("quiet"));
  }

  @Test
  void whoRegistersAPackageWithoutTheLibraryIsToldWhichItIs() throws Exception {
    assertThat(without("jackson", PackageConfig.class).toString())
        .contains("ACTR000146", "actr.package.path", "jackson-dataformat-toml");
  }

  /** What comes of this in a class loader without the jars whose names contain the part. */
  private static Object without(String part, Class<? extends Callable<?>> task) throws Exception {
    URL[] classPath =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> !Path.of(entry).getFileName().toString().contains(part))
            .map(WithoutOptionalLibrariesTest::url)
            .toArray(URL[]::new);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader isolated =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      assertThat(classPath).hasSizeLessThan(classPathLength());
      thread.setContextClassLoader(isolated);
      return ((Callable<?>) isolated.loadClass(task.getName()).getConstructor().newInstance())
          .call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static int classPathLength() {
    return System.getProperty("java.class.path").split(File.pathSeparator).length;
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
      try (TestContainer container = TestContainer.boot(Quiet.class)) {
        return Set.copyOf(container.get(NodeManager.class).nodes().keySet());
      }
    }
  }

  /** Reads a configuration in a class loader of its own. */
  public static final class PackageConfig implements Callable<List<String>> {

    @Override
    public List<String> call() {
      return Configs.problems(
          Configs.required("actr.package.path", "actor.actr", "actr.package.key", "key.json"),
          Configs.ECHO);
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
