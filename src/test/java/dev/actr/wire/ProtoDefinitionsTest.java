package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.actr.PayloadType;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.OptionsProtos;
import dev.actr.wire.proto.PackageProtos;
import dev.actr.wire.proto.SignalingProtos;
import dev.actr.wire.proto.WebRtcProtos;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProtoDefinitionsTest {

  private static final List<FileDescriptor> FILES =
      List.of(
          ActrProtos.getDescriptor(),
          PackageProtos.getDescriptor(),
          SignalingProtos.getDescriptor(),
          WebRtcProtos.getDescriptor(),
          OptionsProtos.getDescriptor());

  /** Method options for code generation, which never travel. */
  private static final List<String> OURS =
      List.of(
          "google.protobuf.MethodOptions actr.conflict_key 50010 repeated string",
          "google.protobuf.MethodOptions actr.conflict_domain 50011 optional string");

  @Test
  void everyFieldAndEnumValueIsAsTheProtocolDefinesIt() throws IOException {
    List<String> expected = new ArrayList<>(definedByTheProtocol());
    expected.addAll(OURS);
    assertThat(definedHere()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void everyFileIsOfTheSyntaxAndPackageTheProtocolDefines() {
    assertThat(FILES)
        .allSatisfy(file -> assertThat(file.toProto().getSyntax()).isIn("", "proto2"))
        .extracting(FileDescriptor::getName, FileDescriptor::getPackage)
        .map(Object::toString)
        .containsExactly(
            "(\"actr.proto\", \"actr\")",
            "(\"package.proto\", \"actr\")",
            "(\"signaling.proto\", \"signaling\")",
            "(\"webrtc.proto\", \"webrtc\")",
            "(\"actr/options.proto\", \"actr\")");
  }

  @Test
  void lanesHaveTheNumbersOfThePayloadTypes() {
    assertThat(PayloadType.values())
        .extracting(lane -> lane.ordinal() + " " + lane.name())
        .containsExactlyElementsOf(
            Arrays.stream(OptionsProtos.PayloadType.values())
                .map(type -> type.getNumber() + " " + type.name())
                .toList());
  }

  private static List<String> definedByTheProtocol() throws IOException {
    try (InputStream in =
        ProtoDefinitionsTest.class.getResourceAsStream("/protocol/definitions.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  private static List<String> definedHere() {
    List<String> lines = new ArrayList<>();
    for (FileDescriptor file : FILES) {
      file.getMessageTypes().forEach(message -> describe(message, lines));
      file.getEnumTypes().forEach(type -> describe(type, lines));
      file.getExtensions()
          .forEach(extension -> lines.add(line(extension, extension.getFullName())));
    }
    return lines;
  }

  private static void describe(Descriptor message, List<String> lines) {
    if (message.getFields().isEmpty()) {
      lines.add(message.getFullName());
    }
    message.getFields().forEach(field -> lines.add(line(field, field.getName())));
    DescriptorProto proto = message.toProto();
    Stream.concat(
            proto.getReservedNameList().stream(),
            proto.getReservedRangeList().stream()
                .flatMap(range -> IntStream.range(range.getStart(), range.getEnd()).boxed()))
        .forEach(reserved -> lines.add(message.getFullName() + " reserved " + reserved));
    message.getNestedTypes().forEach(nested -> describe(nested, lines));
    message.getEnumTypes().forEach(type -> describe(type, lines));
  }

  private static void describe(EnumDescriptor type, List<String> lines) {
    for (EnumValueDescriptor value : type.getValues()) {
      lines.add(type.getFullName() + " " + value.getName() + " " + value.getNumber());
    }
  }

  private static String line(FieldDescriptor field, String name) {
    String line =
        String.join(
            " ",
            field.getContainingType().getFullName(),
            name,
            Integer.toString(field.getNumber()),
            label(field),
            type(field));
    return field.hasDefaultValue() ? line + " default=" + field.getDefaultValue() : line;
  }

  private static String label(FieldDescriptor field) {
    if (field.getContainingOneof() != null) {
      return "oneof:" + field.getContainingOneof().getName();
    }
    return field.isRequired() ? "required" : field.isRepeated() ? "repeated" : "optional";
  }

  private static String type(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(Locale.ROOT);
    };
  }
}
