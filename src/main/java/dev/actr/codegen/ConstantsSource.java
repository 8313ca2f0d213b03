package dev.actr.codegen;

import dev.actr.ConflictKey;
import dev.actr.PayloadType;
import dev.actr.RpcMethod;
import dev.actr.ServiceSpec;
import dev.actr.codegen.ServiceModel.MethodModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The class that holds a service's methods, with their codecs, and its description. */
final class ConstantsSource {

  /** The constants it has besides those of the methods. */
  static final Set<String> OWN_CONSTANTS = Set.of("ALL", "SPEC");

  private ConstantsSource() {}

  static JavaFile of(ServiceModel service) {
    Set<String> names = new TreeSet<>(OWN_CONSTANTS);
    service.methods().forEach(method -> names.add(method.constant()));
    JavaFile file = new JavaFile(service.constants(), service.neighbours(), names);
    String name = service.constants().name();
    file.javadoc(0, new Javadoc().paragraph("The methods of {@code " + service.fullName() + "}."))
        .generated(service.usesDeprecatedTypes())
        .line("public final class " + name + " {");
    service.methods().forEach(method -> addMethod(file, method));
    List<Expression> all =
        service.methods().stream().map(method -> Expression.of(method.constant())).toList();
    file.blank()
        .javadoc(2, new Javadoc().paragraph("All methods, in the order of their definition."))
        .constant(
            file.name(List.class),
            file.name(RpcMethod.class) + "<?, ?>",
            "ALL",
            Expression.call(file.name(List.class) + ".of", all))
        .blank()
        .javadoc(2, new Javadoc().paragraph("The service, as an actor publishes it."))
        .constant(file.name(ServiceSpec.class), "", "SPEC", spec(file, service.spec()))
        .blank()
        .line("  private " + name + "() {}");
    return file.line("}");
  }

  private static void addMethod(JavaFile file, MethodModel method) {
    String request = file.name(method.request());
    String response = file.name(method.response());
    List<Expression> arguments = new ArrayList<>();
    arguments.add(Expression.of(StringLiterals.quote(method.routeKey())));
    arguments.add(Expression.of(file.name(PayloadType.class) + '.' + method.lane()));
    for (String codec :
        List.of(
            request + "::toByteArray",
            request + "::parseFrom",
            response + "::toByteArray",
            response + "::parseFrom")) {
      arguments.add(Expression.of(codec));
    }
    method
        .conflictKey()
        .ifPresent(
            key ->
                arguments.add(
                    Expression.call(file.name(Optional.class) + ".of", conflictKey(file, key))));
    Javadoc javadoc =
        new Javadoc().comment(method.comment(), "The method {@code " + method.name() + "}.");
    if (method.isDeprecated()) {
      javadoc.tag("@deprecated as its definition says");
    }
    file.blank().javadoc(2, javadoc);
    if (method.isDeprecated()) {
      file.annotation(2, Deprecated.class);
    }
    file.constant(
        file.name(RpcMethod.class),
        request + ", " + response,
        method.constant(),
        Expression.call("new " + file.name(RpcMethod.class) + "<>", arguments));
  }

  private static Expression conflictKey(JavaFile file, ConflictKey key) {
    String type = file.name(ConflictKey.class);
    List<Expression> arguments = new ArrayList<>();
    arguments.add(Expression.of(StringLiterals.quote(key.domain())));
    for (ConflictKey.Part part : key.parts()) {
      if (part instanceof ConflictKey.Field field) {
        arguments.add(
            Expression.call(
                type + ".field",
                Expression.of(Integer.toString(field.number())),
                Expression.of(type + ".FieldType." + field.type())));
      } else {
        arguments.add(Expression.call(type + ".sender"));
      }
    }
    return Expression.call(type + ".of", arguments);
  }

  private static Expression spec(JavaFile file, ServiceSpec spec) {
    List<Expression> files = new ArrayList<>();
    for (ServiceSpec.ProtoFile proto : spec.files()) {
      files.add(
          Expression.call(
              "new " + file.name(ServiceSpec.class) + ".ProtoFile",
              Expression.of(StringLiterals.quote(proto.name())),
              StringLiterals.lines(proto.content(), file.name(String.class)),
              Expression.of(StringLiterals.quote(proto.fingerprint()))));
    }
    return Expression.call(
        "new " + file.name(ServiceSpec.class),
        Expression.of(StringLiterals.quote(spec.name())),
        Expression.of(StringLiterals.quote(spec.fingerprint())),
        Expression.call(file.name(List.class) + ".of", files));
  }
}
