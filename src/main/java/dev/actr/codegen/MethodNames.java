package dev.actr.codegen;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Java names of a service's methods, each used once whatever the parameters. */
final class MethodNames {

  private final Map<MethodDescriptor, String> calls = new HashMap<>();
  private final Map<MethodDescriptor, String> asyncCalls = new HashMap<>();
  private final Map<MethodDescriptor, String> tells = new HashMap<>();
  private final Map<MethodDescriptor, String> constants = new HashMap<>();

  /**
   * Names the methods of a service.
   *
   * @param messageClasses top-level classes of the service's Java package
   */
  MethodNames(ServiceDescriptor service, Set<String> messageClasses) {
    Set<String> takenConstants = new TreeSet<>(ConstantsSource.OWN_CONSTANTS);
    if (JavaNames.packageOf(service.getFile()).isEmpty()) {
      // A constant hides the class of its name, and that class has no longer name.
      takenConstants.addAll(messageClasses);
    }
    Set<String> taken = new TreeSet<>();
    for (MethodDescriptor method : service.getMethods()) {
      String name = method.getName();
      calls.put(method, take(Identifiers.lowerCamel(name), taken));
      constants.put(method, take(Identifiers.constant(name), takenConstants));
    }
    // The plain names go first: they are what handlers implement.
    for (MethodDescriptor method : service.getMethods()) {
      String name = method.getName();
      asyncCalls.put(method, take(Identifiers.lowerCamel(name + "_async"), taken));
      tells.put(method, take(Identifiers.lowerCamel("tell_" + name), taken));
    }
  }

  private static String take(String name, Set<String> taken) {
    String free = Identifiers.free(name, taken);
    taken.add(free);
    return free;
  }

  /** The handler's method, and the client's blocking form. */
  String call(MethodDescriptor method) {
    return calls.get(method);
  }

  /** The client's form that returns a stage. */
  String callAsync(MethodDescriptor method) {
    return asyncCalls.get(method);
  }

  /** The client's form without response. */
  String tell(MethodDescriptor method) {
    return tells.get(method);
  }

  /** The method's constant. */
  String constant(MethodDescriptor method) {
    return constants.get(method);
  }
}
