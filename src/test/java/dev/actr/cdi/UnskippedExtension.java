package dev.actr.cdi;

import dev.actr.HostHandler;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.inject.build.compatible.spi.Messages;
import jakarta.enterprise.inject.build.compatible.spi.ObserverInfo;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.inject.build.compatible.spi.Validation;
import jakarta.enterprise.lang.model.declarations.ClassInfo;

/**
 * The build compatible extension for Weld, which runs none that a portable one may stand in for,
 * and none of the methods that an extension inherits.
 */
public final class UnskippedExtension extends ActorBuildCompatibleExtension {

  @Override
  @Enhancement(types = Object.class, withSubtypes = true)
  public void classes(ClassInfo type) {
    super.classes(type);
  }

  @Override
  @Registration(types = Object.class)
  public void beans(BeanInfo bean) {
    super.beans(bean);
  }

  @Override
  @Registration(types = HostHandler.class)
  public void handlers(BeanInfo bean) {
    super.handlers(bean);
  }

  @Override
  @Registration(types = Object.class)
  public void observers(ObserverInfo observer) {
    super.observers(observer);
  }

  @Override
  @Synthesis
  public void synthesis(SyntheticComponents components) {
    super.synthesis(components);
  }

  @Override
  @Validation
  public void validate(Messages messages) {
    super.validate(messages);
  }
}
