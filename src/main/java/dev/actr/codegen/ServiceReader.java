package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.actr.PayloadType;
import dev.actr.codegen.ServiceModel.MethodModel;
import dev.actr.wire.proto.OptionsProtos;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks services and names their parts for Java. */
final class ServiceReader {

  /** Constants that are in the way where a message's class has no package. */
  private static final Set<String> HIDDEN = Set.of("ALL", "INSTANCE", "SPEC");

  private final ProtoFiles files;
  private final JavaNames names;
  private final ServiceSpecs specs;
  private final Problems problems;

  ServiceReader(ProtoFiles files, JavaNames names, ServiceSpecs specs, Problems problems) {
    this.files = files;
    this.names = names;
    this.specs = specs;
    this.problems = problems;
  }

  /** The service, or empty after telling what is wrong with it. */
  Optional<ServiceModel> read(ServiceDescriptor service) {
    SourceInfo info = files.info(service.getFile());
    List<Integer> path = List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex());
    Set<String> neighbours =
        new TreeSet<>(names.messageClasses(JavaNames.packageOf(service.getFile())));
    List<MethodModel> methods = new ArrayList<>();
    MethodNames methodNames = new MethodNames(service, neighbours);
    ConflictKeys conflictKeys = new ConflictKeys(info, problems);
    for (MethodDescriptor method : service.getMethods()) {
      List<Integer> methodPath =
          SourceInfo.path(path, ServiceDescriptorProto.METHOD_FIELD_NUMBER, method.getIndex());
      read(method, methodPath, info, methodNames, conflictKeys).ifPresent(methods::add);
    }
    try {
      JavaType handler = names.serviceClass(service, "Handler");
      JavaType dispatcher = names.serviceClass(service, "Dispatcher");
      JavaType client = names.serviceClass(service, "Client");
      JavaType constants = names.serviceClass(service, "Methods");
      List.of(handler, dispatcher, client, constants).forEach(type -> neighbours.add(type.name()));
      return Optional.of(
          new ServiceModel(
              service.getFullName(),
              service.getFile().getName(),
              info.comment(path),
              service.getOptions().getDeprecated(),
              methods,
              handler,
              dispatcher,
              client,
              constants,
              neighbours,
              specs.of(service)));
    } catch (JavaNames.NameClashException e) {
      problems.add(info.at(path), "service " + service.getFullName() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<MethodModel> read(
      MethodDescriptor method,
      List<Integer> path,
      SourceInfo info,
      MethodNames methodNames,
      ConflictKeys conflictKeys) {
    checkNotStreaming(method, path, info);
    checkReachable(method, path, info, method.getInputType());
    checkReachable(method, path, info, method.getOutputType());
    Optional<PayloadType> lane = lane(method, path, info);
    return lane.map(
        found ->
            new MethodModel(
                method.getName(),
                method.getFullName(),
                info.comment(path),
                method.getOptions().getDeprecated(),
                methodNames.call(method),
                methodNames.callAsync(method),
                methodNames.tell(method),
                methodNames.constant(method),
                JavaNames.message(method.getInputType()),
                JavaNames.message(method.getOutputType()),
                isDeprecated(method.getInputType()) || isDeprecated(method.getOutputType()),
                found,
                conflictKeys.of(method, path)));
  }

  private void checkNotStreaming(MethodDescriptor method, List<Integer> path, SourceInfo info) {
    if (method.isClientStreaming() || method.isServerStreaming()) {
      int keyword =
          method.isClientStreaming()
              ? MethodDescriptorProto.CLIENT_STREAMING_FIELD_NUMBER
              : MethodDescriptorProto.SERVER_STREAMING_FIELD_NUMBER;
      problems.add(
          info.at(SourceInfo.path(path, keyword)),
          "rpc "
              + method.getFullName()
              + " is streaming; a call has one request and one response, data streams are opened"
              + " with ActorContext");
    }
  }

  /**
   * Java has no way to name a class of the default package elsewhere, nor where a constant has its
   * name.
   */
  private void checkReachable(
      MethodDescriptor method, List<Integer> path, SourceInfo info, Descriptor message) {
    JavaType type = JavaNames.message(message);
    if (!type.packageName().isEmpty()) {
      return;
    }
    boolean isHidden = HIDDEN.contains(type.topLevel());
    if (isHidden || !JavaNames.packageOf(method.getFile()).isEmpty()) {
      problems.add(
          info.at(path),
          "rpc "
              + method.getFullName()
              + " uses "
              + message.getFullName()
              + ", which has no Java package"
              + (isHidden ? " and the name of a constant of generated code" : "")
              + "; set java_package in "
              + message.getFile().getName());
    }
  }

  private Optional<PayloadType> lane(MethodDescriptor method, List<Integer> path, SourceInfo info) {
    MethodOptions options = method.getOptions();
    int number = OptionsProtos.PAYLOAD_TYPE_FIELD_NUMBER;
    String place =
        info.at(SourceInfo.path(path, MethodDescriptorProto.OPTIONS_FIELD_NUMBER, number));
    if (options.getUnknownFields().hasField(number)) {
      problems.add(
          place,
          "rpc "
              + method.getFullName()
              + " has an unknown actr.payload_type: "
              + options.getUnknownFields().getField(number).getVarintList());
      return Optional.empty();
    }
    PayloadType lane =
        PayloadType.values()[options.getExtension(OptionsProtos.payloadType).getNumber()];
    if (!lane.isRpc()) {
      problems.add(
          place,
          "rpc "
              + method.getFullName()
              + " cannot use the lane "
              + lane
              + "; actr.payload_type of an rpc is RPC_RELIABLE or RPC_SIGNAL");
      return Optional.empty();
    }
    return Optional.of(lane);
  }

  /** Whether the compiler warns of the class, or of one that has to be named to name it. */
  private static boolean isDeprecated(Descriptor message) {
    for (Descriptor type = message; type != null; type = type.getContainingType()) {
      if (type.getOptions().getDeprecated()) {
        return true;
      }
    }
    return false;
  }
}
