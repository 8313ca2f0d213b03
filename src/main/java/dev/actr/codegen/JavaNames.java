package dev.actr.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.GeneratorNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The Java classes protoc makes of the files of a request, and the ones made here. */
final class JavaNames {

  private final Map<String, Set<String>> messageClasses = new HashMap<>();
  private final Map<JavaType, ServiceDescriptor> owners = new HashMap<>();

  JavaNames(Iterable<FileDescriptor> files) {
    for (FileDescriptor file : files) {
      Set<String> classes =
          messageClasses.computeIfAbsent(packageOf(file), name -> new TreeSet<>());
      classes.add(GeneratorNames.getFileClassName(file));
      for (Descriptor message : file.getMessageTypes()) {
        if (!GeneratorNames.getNestInFileClass(message)) {
          classes.add(message.getName());
          classes.add(message.getName() + "OrBuilder");
        }
      }
      for (EnumDescriptor type : file.getEnumTypes()) {
        if (!GeneratorNames.getNestInFileClass(type)) {
          classes.add(type.getName());
        }
      }
      if (file.getOptions().getJavaGenericServices()) {
        file.getServices().forEach(service -> classes.add(service.getName()));
      }
    }
  }

  static String packageOf(FileDescriptor file) {
    return GeneratorNames.getFileJavaPackage(file);
  }

  static JavaType message(Descriptor message) {
    String packageName = packageOf(message.getFile());
    String qualified = GeneratorNames.getQualifiedClassName(message);
    return new JavaType(
        packageName,
        packageName.isEmpty() ? qualified : qualified.substring(packageName.length() + 1));
  }

  /** Top-level classes that protoc puts into a Java package. */
  Set<String> messageClasses(String packageName) {
    return messageClasses.getOrDefault(packageName, Set.of());
  }

  /**
   * The class of a service for one purpose. A message of the same name goes first; underscores make
   * the difference.
   *
   * @return the class
   * @throws NameClashException if another service has that class
   */
  JavaType serviceClass(ServiceDescriptor service, String purpose) throws NameClashException {
    String packageName = packageOf(service.getFile());
    String name =
        Identifiers.free(
            Identifiers.upperCamel(service.getName()) + purpose, messageClasses(packageName));
    JavaType type = new JavaType(packageName, name);
    ServiceDescriptor owner = owners.putIfAbsent(type, service);
    if (owner != null && owner != service) {
      throw new NameClashException(
          "its class "
              + type.qualified()
              + " is that of the service "
              + owner.getFullName()
              + " too; rename one or give its file another java_package");
    }
    return type;
  }

  /** Two services want one class. */
  static final class NameClashException extends Exception {

    private static final long serialVersionUID = 1L;

    private NameClashException(String message) {
      super(message);
    }
  }
}
