package dev.actr.cdi;

import dev.actr.Actor;
import dev.actr.RemoteCaller;
import dev.actr.ServiceClient;
import dev.actr.Workload;
import jakarta.decorator.Decorator;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import jakarta.enterprise.lang.model.AnnotationInfo;
import jakarta.enterprise.lang.model.declarations.ClassInfo;
import jakarta.enterprise.lang.model.declarations.MethodInfo;
import jakarta.enterprise.lang.model.types.Type;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes classes and beans, as the build of an application sees them, to the rules. */
final class LangModel {

  private LangModel() {}

  static ActorRules.ActorClass actorClass(ClassInfo type) {
    return new ActorRules.ActorClass(
        type.name(),
        type.isInterface(),
        type.hasAnnotation(Interceptor.class),
        type.hasAnnotation(Decorator.class),
        type.isAbstract(),
        isMember(type) && !Modifier.isStatic(type.modifiers()),
        type.constructors().stream()
            .anyMatch(c -> c.parameters().isEmpty() || c.hasAnnotation(Inject.class)));
  }

  private static boolean isMember(ClassInfo type) {
    return type.name().endsWith('$' + type.simpleName());
  }

  /** The stereotype that has {@link Actor}, if the class has one. */
  static Optional<String> actorStereotype(ClassInfo type) {
    return type.annotations(LangModel::isActorStereotype).stream()
        .map(AnnotationInfo::name)
        .findFirst();
  }

  private static boolean isActorStereotype(AnnotationInfo annotation) {
    try {
      return annotation.declaration().hasAnnotation(Actor.class);
    } catch (IllegalStateException e) {
      // The class of the annotation is not there, which is allowed.
      return false;
    }
  }

  /** The bean as a candidate, if its class has {@link Actor}. */
  static Optional<ActorRules.Candidate> candidate(BeanInfo bean) {
    ClassInfo type = bean.declaringClass();
    if (!bean.isClassBean()
        || type.hasAnnotation(Interceptor.class)
        || type.hasAnnotation(Decorator.class)) {
      return Optional.empty();
    }
    return Optional.ofNullable(type.annotation(Actor.class))
        .map(
            actor ->
                new ActorRules.Candidate(
                    type.name(),
                    type.simpleName(),
                    text(actor, "value"),
                    text(actor, "name"),
                    isA(type, Workload.class),
                    bean.types().stream().anyMatch(t -> isClass(t, Workload.class)),
                    bean.scope().annotation().name()));
  }

  static String text(AnnotationInfo annotation, String member) {
    return annotation.member(member).asString();
  }

  static boolean isClass(Type type, Class<?> expected) {
    return type.isClass() && type.asClass().declaration().name().equals(expected.getName());
  }

  /** Whether this is a client that can be made. */
  static boolean isClient(Type type) {
    if (!type.isClass()) {
      return false;
    }
    ClassInfo client = type.asClass().declaration();
    return isA(client, ServiceClient.class)
        && !client.isInterface()
        && !client.isAbstract()
        && client.constructors().stream().anyMatch(LangModel::takesCaller);
  }

  private static boolean takesCaller(MethodInfo constructor) {
    return Modifier.isPublic(constructor.modifiers())
        && constructor.parameters().size() == 1
        && isClass(constructor.parameters().get(0).type(), RemoteCaller.class);
  }

  private static boolean isA(ClassInfo type, Class<?> expected) {
    return type.name().equals(expected.getName())
        || supertypes(type).anyMatch(supertype -> isA(supertype, expected));
  }

  private static Stream<ClassInfo> supertypes(ClassInfo type) {
    return Stream.concat(
        Stream.ofNullable(type.superClassDeclaration()),
        type.superInterfacesDeclarations().stream());
  }

  /** The type as Java writes it. */
  static String name(Type type) {
    if (type.isClass()) {
      return type.asClass().declaration().name();
    }
    if (type.isParameterizedType()) {
      List<Type> arguments = type.asParameterizedType().typeArguments();
      return type.asParameterizedType().declaration().name()
          + arguments.stream().map(LangModel::name).collect(Collectors.joining(", ", "<", ">"));
    }
    return type.toString();
  }
}
