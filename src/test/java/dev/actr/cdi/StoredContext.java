package dev.actr.cdi;

import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.util.HashMap;
import java.util.Map;

/** The context of {@link StoredScoped}, for one test. */
public final class StoredContext implements Context, Extension {

  private final Map<Contextual<?>, Serializable[]> instances = new HashMap<>();

  void add(@Observes AfterBeanDiscovery event) {
    event.addContext(this);
  }

  @Override
  public Class<? extends Annotation> getScope() {
    return StoredScoped.class;
  }

  @Override
  public <T> T get(Contextual<T> contextual, CreationalContext<T> creation) {
    Serializable[] stored =
        instances.computeIfAbsent(
            contextual,
            c ->
                new Serializable[] {
                  (Serializable) contextual.create(creation), (Serializable) creation
                });
    return instance(stored);
  }

  @Override
  public <T> T get(Contextual<T> contextual) {
    Serializable[] stored = instances.get(contextual);
    return stored == null ? null : instance(stored);
  }

  @SuppressWarnings("unchecked") // Contextuals make instances of their own type.
  private static <T> T instance(Serializable[] stored) {
    return (T) stored[0];
  }

  @Override
  public boolean isActive() {
    return true;
  }

  /** Writes all instances, with what the container keeps for each, and reads them again. */
  void passivate() {
    instances.replaceAll((contextual, stored) -> copy(stored));
  }

  private static Serializable[] copy(Serializable[] stored) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stored);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Serializable[]) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
