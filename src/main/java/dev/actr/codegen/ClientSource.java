package dev.actr.codegen;

import dev.actr.ActorContext;
import dev.actr.Dest;
import dev.actr.RemoteCaller;
import dev.actr.ServiceClient;
import dev.actr.ServiceSpec;
import dev.actr.codegen.ServiceModel.MethodModel;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The class that calls the methods of a service. */
final class ClientSource {

  private ClientSource() {}

  static JavaFile of(ServiceModel service) {
    JavaFile file = new JavaFile(service.client(), service.neighbours(), Set.of());
    Javadoc javadoc =
        new Javadoc()
            .comment(service.comment(), "Calls {@code " + service.fullName() + "}.")
            .paragraph(
                "Calls {@code "
                    + service.fullName()
                    + "} at another node. Thread-safe. Failures are {@code ActrException}s: thrown,"
                    + " or in the returned stage.");
    addDeprecation(file, 0, javadoc, service.isDeprecated());
    String name = service.client().name();
    file.generated(service.usesDeprecatedTypes() || service.usesDeprecatedConstants())
        .type("public final class " + name, "implements " + file.name(ServiceClient.class))
        .blank()
        .line("  private static final long serialVersionUID = 1L;")
        .blank()
        .line("  @" + file.name(SuppressWarnings.class) + "(\"serial\")")
        .line("  private final " + file.name(RemoteCaller.class) + " caller;")
        .blank();
    addConstructors(file, name);
    service.methods().forEach(method -> addMethods(file, service, method));
    return file.blank()
        .annotation(2, Override.class)
        .line("  public " + file.name(ServiceSpec.class) + " service() {")
        .line("    return " + file.name(service.constants()) + ".SPEC;")
        .line("  }")
        .line("}");
  }

  private static void addConstructors(JavaFile file, String name) {
    file.javadoc(
            2,
            new Javadoc()
                .paragraph("A client that calls where the caller decides.")
                .tag("@param caller not null"))
        .method(2, "public", name, " {", file.name(RemoteCaller.class) + " caller")
        .line(
            "    this.caller = "
                + file.name(Objects.class)
                + ".requireNonNull(caller, \"caller\");")
        .line("  }")
        .blank()
        .javadoc(
            2,
            new Javadoc()
                .paragraph("A client that calls one destination in the name of an actor.")
                .tag("@param context of the actor that calls, not null")
                .tag("@param dest not null"))
        .method(
            2,
            "public",
            name,
            " {",
            file.name(ActorContext.class) + " context",
            file.name(Dest.class) + " dest")
        .line("    this(" + file.name(RemoteCaller.class) + ".of(context, dest));")
        .line("  }");
  }

  private static void addMethods(JavaFile file, ServiceModel service, MethodModel method) {
    Expression constant = Expression.constant(file.name(service.constants()), method.constant());
    String request = file.name(method.request());
    String response = file.name(method.response());
    String link = "{@link #" + method.javaName() + '(' + request + ")}";

    addDeprecation(
        file.blank(),
        2,
        new Javadoc()
            .comment(method.comment(), "Calls {@code " + method.name() + "}.")
            .tag("@param request not null")
            .tag("@return the response"),
        method.isDeprecated());
    file.method(2, "public " + response, method.javaName(), " {", request + " request")
        .statement(4, "return", onCaller("call", constant, "request"))
        .line("  }");

    addDeprecation(
        file.blank(),
        2,
        new Javadoc()
            .paragraph("As " + link + ", without waiting.")
            .tag("@param request not null")
            .tag("@return the response"),
        method.isDeprecated());
    file.method(
            2,
            "public " + file.name(CompletionStage.class) + '<' + response + '>',
            method.asyncName(),
            " {",
            request + " request")
        .statement(4, "return", onCaller("callAsync", constant, "request"))
        .line("  }");

    addDeprecation(
        file.blank(),
        2,
        new Javadoc()
            .paragraph(
                "As " + link + ", without a response: nothing tells whether the handler succeeded.")
            .tag("@param message not null"),
        method.isDeprecated());
    file.method(2, "public void", method.tellName(), " {", request + " message");
    onCaller("tell", constant, "message").lines(4, "", ";").forEach(file::line);
    file.line("  }");
  }

  private static Expression onCaller(String how, Expression constant, String argument) {
    return Expression.call("caller." + how, constant, Expression.of(argument));
  }

  private static void addDeprecation(
      JavaFile file, int indent, Javadoc javadoc, boolean isDeprecated) {
    if (isDeprecated) {
      javadoc.tag("@deprecated as its definition says");
    }
    file.javadoc(indent, javadoc);
    if (isDeprecated) {
      file.annotation(indent, Deprecated.class);
    }
  }
}
