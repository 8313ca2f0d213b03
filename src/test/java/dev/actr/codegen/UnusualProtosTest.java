package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.MessageDispatcher;
import dev.actr.RpcEnvelope;
import dev.actr.RpcMethod;
import dev.actr.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each proto file of {@code codegen/unusual} that defines services. */
class UnusualProtosTest {

  @TempDir Path work;

  static List<List<String>> protos() {
    return List.of(
        List.of(
            "public_imports.proto", "public_imports/facade.proto", "public_imports/parcel.proto"),
        List.of("proto2_features.proto"),
        List.of("proto3_features.proto"),
        List.of("editions_2023.proto"),
        List.of("editions_2024.proto"),
        List.of("option_imports.proto", "option_imports/notes.proto"),
        List.of("nested_requests.proto"),
        List.of("well_known_types.proto"),
        List.of("java_names.proto"),
        List.of("our_names.proto"),
        List.of("our_names_too.proto"),
        List.of("no_package.proto", "no_package_import.proto"),
        List.of("deprecated.proto"),
        List.of("comments.proto"),
        List.of("generic_services.proto"),
        List.of("lower_case.proto"));
  }

  @ParameterizedTest
  @MethodSource("protos")
  void generatedCodeCompilesWithoutWarningAndRoutes(List<String> files) throws Exception {
    Protoc protoc = new Protoc(Protoc.resources("unusual"), work);
    String[] names = files.toArray(String[]::new);
    CodeGeneratorResponse response = ProtocPlugin.generate(protoc.request(names));
    assertThat(response.getError()).isEmpty();

    Map<String, String> sources = new HashMap<>();
    response.getFileList().forEach(file -> sources.put(file.getName(), file.getContent()));
    JavaCompilation compilation = new JavaCompilation(sources, protoc.messages(names));

    assertThat(compilation.diagnostics()).isEmpty();
    for (MessageDispatcher<?> dispatcher : dispatchers(compilation, sources.keySet())) {
      assertRoutesEachMethod(dispatcher);
      assertPublishesAllThatProtocNeeds(dispatcher.services().get(0));
    }
  }

  private static List<MessageDispatcher<?>> dispatchers(
      JavaCompilation compilation, Set<String> files) throws ReflectiveOperationException {
    List<MessageDispatcher<?>> dispatchers = new ArrayList<>();
    ClassLoader loader = compilation.loader();
    for (String file : files) {
      String name = file.substring(0, file.lastIndexOf('.')).replace('/', '.');
      Class<?> type = Class.forName(name, true, loader);
      if (MessageDispatcher.class.isAssignableFrom(type)) {
        dispatchers.add((MessageDispatcher<?>) type.getField("INSTANCE").get(null));
      }
    }
    return dispatchers;
  }

  /** Bytes that are no message get as far as the decoder of a route that is known. */
  private static void assertRoutesEachMethod(MessageDispatcher<?> dispatcher) {
    assertThat(dispatcher.services())
        .singleElement()
        .satisfies(spec -> assertThat(spec).isEqualTo(ServiceSpec.of(spec.name(), spec.files())));
    for (RpcMethod<?, ?> method : dispatcher.methods()) {
      assertThat(failure(dispatcher, method.routeKey())).isEqualTo(ErrorKind.DECODE_FAILURE);
    }
    assertThat(failure(dispatcher, "other.Service.Method")).isEqualTo(ErrorKind.UNKNOWN_ROUTE);
  }

  private void assertPublishesAllThatProtocNeeds(ServiceSpec spec) throws IOException {
    Path published = Files.createDirectories(work.resolve("published").resolve(spec.name()));
    for (ServiceSpec.ProtoFile file : spec.files()) {
      Path path = published.resolve(file.name() + ".proto");
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.content());
    }
    List<String> arguments =
        new ArrayList<>(List.of("--descriptor_set_out=" + work.resolve("set")));
    spec.files().forEach(file -> arguments.add(file.name() + ".proto"));

    Protoc.Result read = new Protoc(published, work).run(arguments.toArray(String[]::new));
    assertThat(read.exitCode()).as(read.output()).isZero();
  }

  private static ErrorKind failure(MessageDispatcher<?> dispatcher, String routeKey) {
    RpcEnvelope envelope =
        new RpcEnvelope(routeKey, new byte[] {1}, "id", Optional.empty(), Optional.empty());
    return catchThrowableOfType(
            ActrException.class, () -> dispatcher.dispatch(null, envelope, null))
        .kind();
  }

  @ParameterizedTest
  @MethodSource("protos")
  void publishedTextIsReadAsTheSameDefinitions(List<String> files)
      throws IOException, DescriptorValidationException {
    CodeGeneratorRequest original =
        new Protoc(Protoc.resources("unusual"), work).request(files.toArray(String[]::new));
    ProtoFiles linked = new ProtoFiles(original);
    ProtoText text = new ProtoText(new OptionText(linked.all()));
    Path copies = Files.createDirectory(work.resolve("copies"));
    for (String file : files) {
      Path copy = copies.resolve(file);
      Files.createDirectories(copy.getParent());
      FileDescriptorProto proto = linked.source(linked.descriptor(file));
      Files.writeString(copy, text.of(proto, linked.info(linked.descriptor(file))));
    }

    CodeGeneratorRequest copied = new Protoc(copies, work).request(files.toArray(String[]::new));

    assertThat(definitions(copied)).isEqualTo(definitions(original));
  }

  private static List<FileDescriptorProto> definitions(CodeGeneratorRequest request) {
    return request.getProtoFileList().stream()
        .map(file -> file.toBuilder().clearSourceCodeInfo().build())
        .toList();
  }
}
