package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import dev.actr.wire.proto.OptionsProtos;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The protoc plugin: for each service {@code S} of a proto file it writes the interface {@code
 * SHandler} that an actor implements, {@code SDispatcher} that routes requests to it, {@code
 * SClient} that calls it and {@code SMethods} with the method constants. It takes no options.
 */
public final class ProtocPlugin {

  private ProtocPlugin() {}

  /**
   * Answers the request of protoc on standard input.
   *
   * @param arguments none
   * @throws IOException if standard input is not a request of protoc
   */
  public static void main(String[] arguments) throws IOException {
    CodeGeneratorRequest request = CodeGeneratorRequest.parseFrom(System.in, extensions());
    try (OutputStream out = new BufferedOutputStream(System.out)) {
      generate(request).writeTo(out);
    }
  }

  /** The options that the request has to be read with. */
  static ExtensionRegistry extensions() {
    ExtensionRegistry extensions = ExtensionRegistry.newInstance();
    OptionsProtos.registerAllExtensions(extensions);
    JavaFeaturesProto.registerAllExtensions(extensions);
    return extensions;
  }

  static CodeGeneratorResponse generate(CodeGeneratorRequest request) {
    CodeGeneratorResponse.Builder response =
        CodeGeneratorResponse.newBuilder()
            .setSupportedFeatures(
                Feature.FEATURE_PROTO3_OPTIONAL_VALUE | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE)
            .setMinimumEdition(Edition.EDITION_PROTO2_VALUE)
            .setMaximumEdition(Edition.EDITION_2024_VALUE);
    if (!request.getParameter().isBlank()) {
      return response.setError("this plugin takes no options: " + request.getParameter()).build();
    }
    ProtoFiles files;
    try {
      files = new ProtoFiles(request);
    } catch (DescriptorValidationException e) {
      return response.setError(e.getMessage()).build();
    }
    Problems problems = new Problems();
    List<ServiceModel> services = new ArrayList<>();
    ServiceReader reader =
        new ServiceReader(files, new JavaNames(files.all()), new ServiceSpecs(files), problems);
    for (String file : request.getFileToGenerateList()) {
      for (ServiceDescriptor service : files.descriptor(file).getServices()) {
        reader.read(service).ifPresent(services::add);
      }
    }
    if (!problems.isEmpty()) {
      return response.setError(problems.toString()).build();
    }
    services.forEach(service -> addFiles(service, response));
    return response.build();
  }

  private static void addFiles(ServiceModel service, CodeGeneratorResponse.Builder response) {
    addFile(service, service.handler(), HandlerSource.of(service), response);
    addFile(service, service.dispatcher(), DispatcherSource.of(service), response);
    addFile(service, service.client(), ClientSource.of(service), response);
    addFile(service, service.constants(), ConstantsSource.of(service), response);
  }

  private static void addFile(
      ServiceModel service, JavaType type, JavaFile file, CodeGeneratorResponse.Builder response) {
    response
        .addFileBuilder()
        .setName(type.qualified().replace('.', '/') + ".java")
        .setContent(file.text(service.protoFile()));
  }
}
