package dev.actr.codegen;

import dev.actr.ActorContext;
import dev.actr.MessageDispatcher;
import dev.actr.Workload;
import dev.actr.codegen.ServiceModel.MethodModel;
import java.util.Set;

/** The interface an actor implements to serve a service. */
final class HandlerSource {

  private HandlerSource() {}

  static JavaFile of(ServiceModel service) {
    JavaFile file = new JavaFile(service.handler(), service.neighbours(), Set.of());
    file.javadoc(
        0,
        new Javadoc()
            .comment(service.comment(), "Serves {@code " + service.fullName() + "}.")
            .paragraph(
                "An actor that serves {@code "
                    + service.fullName()
                    + "} implements this. One that serves other services too overrides {@link"
                    + " #dispatcher} to return {@code MessageDispatcher.combine} of theirs."));
    file.generated(service.usesDeprecatedTypes());
    file.type(
        "public interface " + service.handler().name(), "extends " + file.name(Workload.class));
    service.methods().forEach(method -> addMethod(file, method));
    file.blank()
        .annotation(2, Override.class)
        .line("  default " + file.name(MessageDispatcher.class) + "<?> dispatcher() {")
        .line("    return " + file.name(service.dispatcher()) + ".INSTANCE;")
        .line("  }")
        .line("}");
    return file;
  }

  private static void addMethod(JavaFile file, MethodModel method) {
    Javadoc javadoc =
        new Javadoc().comment(method.comment(), "Handles {@code " + method.name() + "}.");
    if (method.isDeprecated()) {
      javadoc.paragraph("Callers are told that this is deprecated.");
    }
    javadoc
        .tag("@param request not null")
        .tag("@param context not null")
        .tag("@return the response, not null")
        .tag("@throws Exception to fail the call; an {@code ActrException} reaches the caller");
    file.blank().javadoc(2, javadoc);
    file.method(
        2,
        file.name(method.response()),
        method.javaName(),
        " throws " + file.name(Exception.class) + ';',
        file.name(method.request()) + " request",
        file.name(ActorContext.class) + " context");
  }
}
