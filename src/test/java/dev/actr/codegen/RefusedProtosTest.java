package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import dev.actr.wire.proto.OptionsProtos;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedProtosTest {

  @TempDir Path work;

  @Test
  void streamingRpcsAreRefusedByFileAndLine() {
    assertThat(errors("streaming.proto"))
        .hasSize(2)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("streaming.proto:10: rpc refused.Chat.Listen is streaming;"),
            second ->
                assertThat(second)
                    .startsWith("streaming.proto:11: rpc refused.Chat.Talk is streaming;"));
  }

  @Test
  void lanesThatAreNotForCallsAreRefused() {
    assertThat(errors("lanes.proto"))
        .containsExactly(
            "lanes.proto:11: rpc refused.Lanes.Stream cannot use the lane STREAM_RELIABLE;"
                + " actr.payload_type of an rpc is RPC_RELIABLE or RPC_SIGNAL",
            "lanes.proto:15: rpc refused.Lanes.Media cannot use the lane MEDIA_RTP;"
                + " actr.payload_type of an rpc is RPC_RELIABLE or RPC_SIGNAL");
  }

  @Test
  void conflictKeysThatCannotBeComparedAreRefused() {
    assertThat(errors("conflict_keys.proto"))
        .containsExactly(
            "conflict_keys.proto:18: the conflict key of rpc refused.Keys.Unknown names identity,"
                + " which is no field of refused.Order",
            "conflict_keys.proto:21: the conflict key of rpc refused.Keys.Repeated names"
                + " refused.Order.tags, which is repeated or of a type that has no equality:"
                + " string",
            "conflict_keys.proto:24: the conflict key of rpc refused.Keys.Floating names"
                + " refused.Order.price, which is repeated or of a type that has no equality:"
                + " double",
            "conflict_keys.proto:27: the conflict key of rpc refused.Keys.Message names"
                + " refused.Order.parent, which is repeated or of a type that has no equality:"
                + " message",
            "conflict_keys.proto:30: the conflict key of rpc refused.Keys.Map names"
                + " refused.Order.notes, which is repeated or of a type that has no equality:"
                + " message",
            "conflict_keys.proto:34: the conflict key of rpc refused.Keys.OnlyDomain has a domain"
                + " but no key",
            "conflict_keys.proto:41: the conflict key of rpc refused.Keys.ByNumber does not match"
                + " that of another method in the domain orders: there have to be as many parts,"
                + " of the same types");
  }

  @Test
  void twoServicesOfOneJavaClassAreRefused() {
    assertThat(errors("same_class_too.proto", "same_class.proto"))
        .containsExactly(
            "same_class.proto:9: service refused.one.Clash: its class refused.same.ClashHandler is"
                + " that of the service refused.two.Clash too; rename one or give its file another"
                + " java_package");
  }

  @Test
  void messagesThatJavaCannotReachAreRefused() {
    assertThat(errors("default_package.proto"))
        .containsOnly(
            "default_package.proto:8: rpc refused.Reaching.Reach uses Unreachable, which has no"
                + " Java package; set java_package in without_package.proto");
  }

  @Test
  void messagesThatConstantsHideAreRefused() {
    assertThat(errors("hidden_names.proto"))
        .containsExactly(
            hidden("hidden_names.proto:12: rpc Hiding.First uses ALL"),
            hidden("hidden_names.proto:13: rpc Hiding.Second uses SPEC.Inner"),
            hidden("hidden_names.proto:14: rpc Hiding.Third uses INSTANCE"));
  }

  private static String hidden(String start) {
    return start
        + ", which has no Java package and the name of a constant of generated code; set"
        + " java_package in hidden_names.proto";
  }

  @Test
  void lanesOfALaterVersionAreRefused() {
    CodeGeneratorRequest request = protoc().request("lanes.proto");
    MethodOptions options =
        MethodOptions.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        OptionsProtos.PAYLOAD_TYPE_FIELD_NUMBER,
                        UnknownFieldSet.Field.newBuilder().addVarint(9).build())
                    .build())
            .build();
    FileDescriptorProto.Builder file =
        request.getProtoFile(request.getProtoFileCount() - 1).toBuilder();
    file.getServiceBuilder(0).removeMethod(1).getMethodBuilder(0).setOptions(options);

    CodeGeneratorResponse response =
        ProtocPlugin.generate(
            request.toBuilder().setProtoFile(request.getProtoFileCount() - 1, file).build());

    assertThat(response.getError())
        .isEqualTo(
            "lanes.proto:11: rpc refused.Lanes.Stream has an unknown actr.payload_type: [9]");
  }

  @Test
  void typesThatAreNotThereAreRefused() {
    CodeGeneratorRequest request = protoc().request("same_class.proto");
    CodeGeneratorRequest withoutImport = request.toBuilder().removeProtoFile(0).build();

    assertThat(ProtocPlugin.generate(withoutImport).getError()).contains("refused.two.Word");
  }

  @Test
  void optionsOfThePluginAreRefused() {
    CodeGeneratorRequest request =
        CodeGeneratorRequest.newBuilder().setParameter("kotlin=true").build();

    assertThat(ProtocPlugin.generate(request).getError()).contains("kotlin=true");
  }

  private Protoc protoc() {
    return new Protoc(Protoc.resources("refused"), work);
  }

  private List<String> errors(String... files) {
    CodeGeneratorResponse response = ProtocPlugin.generate(protoc().request(files));
    assertThat(response.getFileList()).isEmpty();
    return response.getError().lines().toList();
  }
}
