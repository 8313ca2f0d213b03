package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.Actor;
import dev.actr.HostHandler;
import dev.actr.event.OfActor;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.inject.build.compatible.spi.InjectionPointInfo;
import jakarta.enterprise.inject.build.compatible.spi.Messages;
import jakarta.enterprise.inject.build.compatible.spi.ObserverInfo;
import jakarta.enterprise.inject.build.compatible.spi.Registration;
import jakarta.enterprise.inject.build.compatible.spi.SkipIfPortableExtensionPresent;
import jakarta.enterprise.inject.build.compatible.spi.Synthesis;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.inject.build.compatible.spi.Validation;
import jakarta.enterprise.lang.model.AnnotationInfo;
import jakarta.enterprise.lang.model.declarations.ClassInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * The build compatible extension, for containers of CDI Lite: does at the application's build what
 * {@link ActorExtension} does at its deployment, but for the configuration, which is checked when
 * the application starts. Containers call it; applications do not.
 */
@SkipIfPortableExtensionPresent(ActorExtension.class)
public class ActorBuildCompatibleExtension implements BuildCompatibleExtension {

  private final ActorRules rules = new ActorRules();
  private final RemoteRules remotes = new RemoteRules();
  private final ObservedActors observed = new ObservedActors();
  private final BuildTimeClients clients = new BuildTimeClients();
  private final BuildTimeHandlers handlers = new BuildTimeHandlers();

  /** Called by the container. */
  public ActorBuildCompatibleExtension() {}

  /**
   * Called by the container, with each class: asked for those that have the annotation in whichever
   * way, Quarkus warns of every annotation in the application whose own class it cannot find.
   */
  @Enhancement(types = Object.class, withSubtypes = true)
  public void classes(ClassInfo type) {
    if (type.isAnnotation() || type.hasAnnotation(Vetoed.class)) {
      return;
    }
    if (type.hasAnnotation(Actor.class)) {
      rules.actorClass(LangModel.actorClass(type));
    } else if (!type.isInterface()) {
      LangModel.actorStereotype(type)
          .ifPresent(stereotype -> rules.onStereotype(type.name(), stereotype));
    }
  }

  /** Called by the container, with each bean. */
  @Registration(types = Object.class)
  public void beans(BeanInfo bean) {
    if (bean.isSynthetic()) {
      return;
    }
    LangModel.candidate(bean).ifPresent(rules::bean);
    for (InjectionPointInfo point : bean.injectionPoints()) {
      clients.injectionPoint(point, remotes);
    }
    if (bean.disposer() != null) {
      clients.parameters(bean.disposer().disposerMethod(), remotes);
    }
  }

  /** Called by the container, with each handler. */
  @Registration(types = HostHandler.class)
  public void handlers(BeanInfo bean) {
    handlers.handler(bean);
  }

  /** Called by the container, with each observer. */
  @Registration(types = Object.class)
  public void observers(ObserverInfo observer) {
    for (AnnotationInfo qualifier : observer.qualifiers()) {
      if (qualifier.name().equals(OfActor.class.getName())) {
        observed.add(LangModel.text(qualifier, "value"), observer.declaringClass().name());
      }
    }
    if (!observer.isSynthetic()) {
      clients.parameters(observer.observerMethod(), remotes);
    }
  }

  /** Called by the container, to add beans. */
  @Synthesis
  public void synthesis(SyntheticComponents components) {
    clients.add(components);
    HealthBeans.add(components, rules.actors().keySet());
  }

  /** Called by the container, to report problems. */
  @Validation
  public void validate(Messages messages) {
    observed.warn(rules.actors().keySet());
    List<String> problems = new ArrayList<>(rules.problems());
    problems.addAll(remotes.problems(rules.names()));
    problems.addAll(handlers.problems(rules.actors().keySet()));
    if (!problems.isEmpty()) {
      messages.error(
          LOG.notDeployable(problems.size(), String.join(System.lineSeparator(), problems)));
    }
  }
}
