package dev.actr.cdi;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.util.TypeLiteral;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.annotation.Annotation;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A container with a configuration of its own: it is in a class loader that only this container's
 * start sees, so that tests can run side by side.
 */
public final class TestContainer implements AutoCloseable {

  /** What every actor needs; nothing listens there. */
  static final Map<String, String> CONFIG =
      Map.of(
          "actr.realm.id", "101",
          "actr.ais.url", "http://127.0.0.1:1/ais",
          "actr.signaling.url", "ws://127.0.0.1:1/signaling/ws",
          "actr.shutdown.timeout", "PT0S",
          "actr.mailbox.durability", "memory");

  private final SeContainer container;
  private final Config config;

  private TestContainer(SeContainer container, Config config) {
    this.container = container;
    this.config = config;
  }

  /** Boots with {@link #CONFIG}. */
  static TestContainer boot(Class<?>... beans) {
    return boot(CONFIG, beans);
  }

  /** Boots the library as it is scanned, these beans, and nothing else of the tests. */
  public static TestContainer boot(Map<String, String> config, Class<?>... beans) {
    return boot(config, SeContainerInitializer.newInstance().addBeanClasses(beans));
  }

  static TestContainer boot(Map<String, String> config, SeContainerInitializer initializer) {
    return withConfig(
        config,
        loader ->
            new TestContainer(
                initializer.setClassLoader(loader).initialize(), ConfigProvider.getConfig(loader)));
  }

  /** Runs code that finds this configuration as an application would. */
  static <T> T withConfig(Map<String, String> values, Function<ClassLoader, T> body) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      Path directory = Files.createTempDirectory("actr-cdi-test");
      Path file = directory.resolve("META-INF/microprofile-config.properties");
      Files.createDirectory(file.getParent());
      Properties properties = new Properties();
      properties.putAll(values);
      try (Writer writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
      try (URLClassLoader own = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
        thread.setContextClassLoader(own);
        return body.apply(own);
      } finally {
        Files.delete(file);
        Files.delete(file.getParent());
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** {@link #CONFIG} with these keys and values in place of its own. */
  static Map<String, String> configWith(String... keysAndValues) {
    Map<String, String> config = new HashMap<>(CONFIG);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      config.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return config;
  }

  public <T> T get(Class<T> type, Annotation... qualifiers) {
    return container.select(type, qualifiers).get();
  }

  <T> T get(TypeLiteral<T> type, Annotation... qualifiers) {
    return container.select(type, qualifiers).get();
  }

  SeContainer container() {
    return container;
  }

  @Override
  public void close() {
    container.close();
    release(config);
  }

  /**
   * Has the configuration forgotten, as a server does. By reflection, as the class has annotations
   * whose classes nobody has, of which the compiler would warn.
   */
  public static void release(Config config) {
    try {
      Class<?> resolver =
          Class.forName("org.eclipse.microprofile.config.spi.ConfigProviderResolver");
      resolver
          .getMethod("releaseConfig", Config.class)
          .invoke(resolver.getMethod("instance").invoke(null), config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
