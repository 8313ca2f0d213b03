package dev.actr.codegen;

import dev.actr.ConflictKey;
import dev.actr.PayloadType;
import dev.actr.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A service, checked and named for Java.
 *
 * @param fullName with the proto package
 * @param protoFile that defines it
 * @param comment of the proto file, empty if there is none
 * @param isDeprecated whether the proto file says so
 * @param methods in the order of the proto file
 * @param handler the class to generate
 * @param dispatcher the class to generate
 * @param client the class to generate
 * @param constants the class to generate for the method constants
 * @param neighbours top-level classes of the same Java package, these four included
 * @param spec to publish
 */
record ServiceModel(
    String fullName,
    String protoFile,
    String comment,
    boolean isDeprecated,
    List<MethodModel> methods,
    JavaType handler,
    JavaType dispatcher,
    JavaType client,
    JavaType constants,
    Set<String> neighbours,
    ServiceSpec spec) {

  /** Whether code that has to do with the methods makes the compiler warn of deprecation. */
  boolean usesDeprecatedTypes() {
    return methods.stream().anyMatch(MethodModel::usesDeprecatedTypes);
  }

  /** Whether code that uses the method constants makes the compiler warn of deprecation. */
  boolean usesDeprecatedConstants() {
    return methods.stream().anyMatch(MethodModel::isDeprecated);
  }

  /**
   * A method.
   *
   * @param name in the proto file
   * @param routeKey by which it is called
   * @param comment of the proto file, empty if there is none
   * @param isDeprecated whether the proto file says so
   * @param javaName its name in the handler, and of the client's blocking form
   * @param asyncName the client's other form
   * @param tellName the client's form without response
   * @param constant the name of its constant
   * @param request the request's class
   * @param response the response's class
   * @param usesDeprecatedTypes whether one of these is deprecated
   * @param lane of its requests
   * @param conflictKey of its requests
   */
  record MethodModel(
      String name,
      String routeKey,
      String comment,
      boolean isDeprecated,
      String javaName,
      String asyncName,
      String tellName,
      String constant,
      JavaType request,
      JavaType response,
      boolean usesDeprecatedTypes,
      PayloadType lane,
      Optional<ConflictKey> conflictKey) {}
}
