package dev.actr.cdi;

import dev.actr.Remote;
import dev.actr.ServiceClient;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.InjectionPointInfo;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanBuilder;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.lang.model.AnnotationInfo;
import jakarta.enterprise.lang.model.declarations.DeclarationInfo;
import jakarta.enterprise.lang.model.declarations.MethodInfo;
import jakarta.enterprise.lang.model.declarations.ParameterInfo;
import jakarta.enterprise.lang.model.types.Type;
import jakarta.inject.Provider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The clients to inject, found by the build of an application. */
final class BuildTimeClients {

  private static final Set<String> LOOKUPS =
      Set.of(Instance.class.getName(), Provider.class.getName());

  private final Map<RemoteRules.Target, Type> types = new LinkedHashMap<>();

  /** Takes an injection point with {@link Remote} down, here and for the rules. */
  void injectionPoint(InjectionPointInfo point, RemoteRules rules) {
    for (AnnotationInfo qualifier : point.qualifiers()) {
      if (qualifier.name().equals(Remote.class.getName())) {
        remote(point.declaration(), point.type(), qualifier, rules);
      }
    }
  }

  /** As {@link #injectionPoint}, for the parameters of an observer or a disposer. */
  void parameters(MethodInfo method, RemoteRules rules) {
    for (ParameterInfo parameter : method.parameters()) {
      AnnotationInfo qualifier = parameter.annotation(Remote.class);
      if (qualifier != null) {
        remote(parameter, parameter.type(), qualifier, rules);
      }
    }
  }

  private void remote(
      DeclarationInfo declaration, Type type, AnnotationInfo qualifier, RemoteRules rules) {
    Type injected = injected(type);
    RemoteRules.Target target =
        new RemoteRules.Target(
            LangModel.name(injected),
            LangModel.isClient(injected),
            LangModel.text(qualifier, "value"),
            LangModel.text(qualifier, "from"));
    types.put(target, injected);
    rules.injectionPoint(where(declaration), target);
  }

  /** What {@code Instance} and {@code Provider} have in their brackets, or the type itself. */
  private static Type injected(Type type) {
    return type.isParameterizedType()
            && LOOKUPS.contains(type.asParameterizedType().declaration().name())
        ? injected(type.asParameterizedType().typeArguments().get(0))
        : type;
  }

  private static String where(DeclarationInfo declaration) {
    if (declaration.isParameter()) {
      MethodInfo method = declaration.asParameter().declaringMethod();
      List<ParameterInfo> parameters = method.parameters();
      int position = 0;
      while (!parameters.get(position).equals(declaration)) {
        position++;
      }
      return RemoteRules.parameter(method.declaringClass().name(), method.name(), position);
    }
    return RemoteRules.field(
        declaration.asField().declaringClass().name(), declaration.asField().name());
  }

  /**
   * Also those that are wrong, as the container would only say that what is injected is not there.
   */
  void add(SyntheticComponents components) {
    types.forEach(
        (target, type) -> {
          if (isBeanType(type)) {
            SyntheticBeanBuilder<ServiceClient> bean =
                components
                    .addBean(ServiceClient.class)
                    .type(type)
                    .type(Object.class)
                    .qualifier(Remote.Literal.of(target.service(), target.from()))
                    .scope(Dependent.class)
                    .withParam(RemoteClientCreator.SERVICE, target.service())
                    .withParam(RemoteClientCreator.FROM, target.from())
                    .createWith(RemoteClientCreator.class);
            if (target.client()) {
              bean.withParam(RemoteClientCreator.TYPE, type.asClass().declaration());
            }
          }
        });
  }

  private static boolean isBeanType(Type type) {
    return type.isClass()
        || type.isParameterizedType()
            && type.asParameterizedType().typeArguments().stream()
                .allMatch(BuildTimeClients::isBeanType);
  }
}
