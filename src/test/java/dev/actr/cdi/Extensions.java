package dev.actr.cdi;

import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.weld.lite.extension.translator.LiteExtensionTranslator;

/** The extension that runs. Its applications behave the same. */
enum Extensions {
  PORTABLE {
    @Override
    TestContainer boot(Map<String, String> config, Class<?>... beans) {
      return TestContainer.boot(config, beans);
    }
  },

  BUILD_COMPATIBLE {
    @Override
    TestContainer boot(Map<String, String> config, Class<?>... beans) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(new WithoutPortableExtension(before));
      try {
        return TestContainer.boot(
            config,
            SeContainerInitializer.newInstance()
                .addBeanClasses(beans)
                .addExtensions(
                    new LiteExtensionTranslator(Set.of(UnskippedExtension.class), before)));
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  };

  /** Boots the library as it is scanned and these beans. */
  abstract TestContainer boot(Map<String, String> config, Class<?>... beans);

  TestContainer boot(Class<?>... beans) {
    return boot(TestContainer.CONFIG, beans);
  }

  /** Hides the service file that names the library's portable extension. */
  private static final class WithoutPortableExtension extends ClassLoader {

    private static final String SERVICES =
        "META-INF/services/jakarta.enterprise.inject.spi.Extension";

    WithoutPortableExtension(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> found = Collections.list(super.getResources(name));
      if (name.equals(SERVICES)) {
        found.removeIf(WithoutPortableExtension::isOurs);
      }
      return Collections.enumeration(found);
    }

    private static boolean isOurs(URL services) {
      try (InputStream in = services.openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .contains(ActorExtension.class.getName());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
