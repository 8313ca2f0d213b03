package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares a message with the JSON in which the golden vectors tell its content. */
final class ProtoJson {

  private ProtoJson() {}

  /** Fails unless the message has exactly the fields of the JSON, with the same values. */
  static void assertSame(Message message, JsonNode json) {
    assertSame(message, json, message.getDescriptorForType().getFullName());
  }

  private static void assertSame(MessageOrBuilder message, JsonNode json, String at) {
    Set<String> names = new TreeSet<>();
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      names.add(field.getName());
      JsonNode value = json.path(field.getName());
      if (field.isRepeated()) {
        List<?> values = (List<?>) message.getField(field);
        assertThat(value.size()).as(at + "." + field.getName()).isEqualTo(values.size());
        for (int i = 0; i < values.size(); i++) {
          assertValue(field, values.get(i), value.path(i), at + "." + field.getName() + i);
        }
      } else {
        assertValue(field, message.getField(field), value, at + "." + field.getName());
      }
    }
    for (OneofDescriptor oneof : message.getDescriptorForType().getOneofs()) {
      if (message.hasOneof(oneof)) {
        names.add(oneof.getName());
        assertThat(json.path(oneof.getName()).asText())
            .as(at + "." + oneof.getName())
            .isEqualTo(message.getOneofFieldDescriptor(oneof).getName());
      }
    }
    assertThat(json.fieldNames()).toIterable().as(at).containsExactlyInAnyOrderElementsOf(names);
    assertThat(message.getUnknownFields().asMap()).as(at).isEmpty();
  }

  private static void assertValue(FieldDescriptor field, Object value, JsonNode json, String at) {
    switch (field.getJavaType()) {
      case MESSAGE -> assertSame((MessageOrBuilder) value, json, at);
      case BYTE_STRING -> assertBytes((ByteString) value, json, at);
      case ENUM -> {
        EnumValueDescriptor constant = (EnumValueDescriptor) value;
        String expected =
            json.isNumber() ? Integer.toString(constant.getNumber()) : constant.getName();
        assertThat(json.asText()).as(at).isEqualTo(expected);
      }
      case FLOAT -> assertThat((float) json.asDouble(Double.NaN)).as(at).isEqualTo(value);
      default -> assertThat(json.asText()).as(at).isEqualTo(text(field, value));
    }
  }

  private static String text(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case UINT32 -> Integer.toUnsignedString((Integer) value);
      case UINT64 -> Long.toUnsignedString((Long) value);
      default -> value.toString();
    };
  }

  private static void assertBytes(ByteString value, JsonNode json, String at) {
    assertThat(json.path("hex").asText("absent"))
        .as(at)
        .isEqualTo(HexFormat.of().formatHex(value.toByteArray()));
    if (json.has("len")) {
      assertThat(value.size()).as(at).isEqualTo(json.get("len").asInt());
    }
  }
}
