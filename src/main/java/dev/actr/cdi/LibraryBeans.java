package dev.actr.cdi;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;

/** Finds the library's own beans from those its portable extension adds. */
final class LibraryBeans {

  private LibraryBeans() {}

  /**
   * The bean of this type. Payara resolves for added beans as for an archive that does not see the
   * library's; to code that is called it shows all.
   */
  static <T> T find(Instance<Object> instance, Class<T> type) {
    Instance<T> found = instance.select(type);
    return found.isUnsatisfied() ? CDI.current().select(type).get() : found.get();
  }
}
