package dev.actr.codegen;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.actr.ActorContext;
import dev.actr.MessageDispatcher;
import dev.actr.RpcEnvelope;
import dev.actr.RpcMethod;
import dev.actr.ServiceSpec;
import dev.actr.codegen.ServiceModel.MethodModel;
import java.util.List;
import java.util.Set;

/** The class that routes envelopes to the methods of a handler. */
final class DispatcherSource {

  private DispatcherSource() {}

  static JavaFile of(ServiceModel service) {
    JavaFile file = new JavaFile(service.dispatcher(), service.neighbours(), Set.of("INSTANCE"));
    String name = service.dispatcher().name();
    String handler = file.name(service.handler());
    file.javadoc(
            0,
            new Javadoc().paragraph("Routes the requests of {@code " + service.fullName() + "}."))
        .generated(service.usesDeprecatedTypes() || service.usesDeprecatedConstants())
        .type(
            "public final class " + name,
            "implements " + file.name(MessageDispatcher.class) + '<' + handler + '>')
        .blank()
        .javadoc(2, new Javadoc().paragraph("The one instance; it has no state."))
        .constant(name, "", "INSTANCE", Expression.call("new " + name))
        .blank()
        .line("  private " + name + "() {}")
        .blank();
    addDispatch(file, service, handler);
    addDescription(file, service);
    service.methods().forEach(method -> addMethod(file, service, method, handler));
    return file.line("}");
  }

  private static void addDispatch(JavaFile file, ServiceModel service, String handler) {
    file.annotation(2, Override.class)
        .method(
            2,
            "public byte[]",
            "dispatch",
            " throws " + file.name(Exception.class) + " {",
            handler + " handler",
            file.name(RpcEnvelope.class) + " envelope",
            file.name(ActorContext.class) + " context");
    String unknown =
        "throw " + file.name(MessageDispatcher.class) + ".unknownRoute(envelope.routeKey());";
    if (service.methods().isEmpty()) {
      file.line("    " + unknown);
    } else {
      file.line("    return switch (envelope.routeKey()) {");
      for (MethodModel method : service.methods()) {
        file.statement(
            6,
            "case " + StringLiterals.quote(method.routeKey()) + " ->",
            Expression.call(
                method.javaName(),
                Expression.of("handler"),
                Expression.of("envelope.payload()"),
                Expression.of("context")));
      }
      file.line("      default -> " + unknown).line("    };");
    }
    file.line("  }").blank();
  }

  private static void addDescription(JavaFile file, ServiceModel service) {
    String constants = file.name(service.constants());
    file.annotation(2, Override.class)
        .line(
            "  public "
                + file.name(List.class)
                + '<'
                + file.name(RpcMethod.class)
                + "<?, ?>> methods() {")
        .line("    return " + constants + ".ALL;")
        .line("  }")
        .blank()
        .annotation(2, Override.class)
        .line(
            "  public "
                + file.name(List.class)
                + '<'
                + file.name(ServiceSpec.class)
                + "> services() {")
        .line("    return " + file.name(List.class) + ".of(" + constants + ".SPEC);")
        .line("  }");
  }

  /** The codec is not reached through the constant: fewer calls are what the JIT sees through. */
  private static void addMethod(
      JavaFile file, ServiceModel service, MethodModel method, String handler) {
    String type = file.name(method.request());
    // A variable hides a class, or the start of a package, of the same name.
    Set<String> hidden = Set.of(type.split("\\."));
    String request = Identifiers.free("request", hidden);
    String payload = Identifiers.free("payload", hidden);
    String handlerName = Identifiers.free("handler", hidden);
    String context = Identifiers.free("context", hidden);
    file.blank()
        .method(
            2,
            "private static byte[]",
            method.javaName(),
            " throws " + file.name(Exception.class) + " {",
            handler + ' ' + handlerName,
            "byte[] " + payload,
            file.name(ActorContext.class) + ' ' + context)
        .line("    " + type + ' ' + request + ';')
        .line("    try {")
        .statement(6, request + " =", Expression.call(type + ".parseFrom", Expression.of(payload)))
        .line("    } catch (" + file.name(InvalidProtocolBufferException.class) + " e) {")
        .statement(
            6,
            "throw",
            Expression.call(
                file.name(MessageDispatcher.class) + ".undecodable",
                Expression.of(StringLiterals.quote(method.routeKey())),
                Expression.of("e")))
        .line("    }")
        .statement(
            4,
            "return",
            Expression.callOn(
                Expression.constant(file.name(service.constants()), method.constant()),
                "encodeResponse",
                Expression.call(
                    handlerName + '.' + method.javaName(),
                    Expression.of(request),
                    Expression.of(context))))
        .line("  }");
  }
}
