package dev.actr.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options as proto files write them, those that the request's own files define included. */
final class OptionText {

  private static final TextFormat.Printer PRINTER = TextFormat.printer().emittingSingleLine(true);

  private final ExtensionRegistry extensions = ExtensionRegistry.newInstance();
  private final Map<String, Descriptor> optionTypes = new HashMap<>();

  OptionText(Iterable<FileDescriptor> files) {
    for (FileDescriptor file : files) {
      file.getExtensions().forEach(this::register);
      file.getMessageTypes().forEach(this::registerNested);
      if (file.getName().equals("google/protobuf/descriptor.proto")) {
        file.getMessageTypes().forEach(type -> optionTypes.put(type.getFullName(), type));
      }
    }
  }

  private void registerNested(Descriptor message) {
    message.getExtensions().forEach(this::register);
    message.getNestedTypes().forEach(this::registerNested);
  }

  private void register(FieldDescriptor extension) {
    if (extension.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      extensions.add(extension, DynamicMessage.getDefaultInstance(extension.getMessageType()));
    } else {
      extensions.add(extension);
    }
  }

  /** Each option as {@code name = value}, in the order of their numbers. */
  List<String> assignments(Message options) {
    List<String> assignments = new ArrayList<>();
    resolve(options)
        .getAllFields()
        .forEach(
            (field, value) -> {
              String name =
                  field.isExtension() ? "(." + field.getFullName() + ')' : field.getName();
              List<?> values = field.isRepeated() ? (List<?>) value : List.of(value);
              values.forEach(one -> assignments.add(name + " = " + text(field, one)));
            });
    return assignments;
  }

  /** The same options with the request's own extensions known. */
  private Message resolve(Message options) {
    Descriptor type = optionTypes.get(options.getDescriptorForType().getFullName());
    if (type == null) {
      return options;
    }
    try {
      return DynamicMessage.parseFrom(type, options.toByteString(), extensions);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("options that protoc has checked", e);
    }
  }

  private static String text(FieldDescriptor field, Object value) {
    if (value instanceof Message message) {
      return "{ " + PRINTER.printToString(message).strip() + " }";
    }
    if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
      return Double.isNaN(number.doubleValue()) ? "nan" : number.doubleValue() > 0 ? "inf" : "-inf";
    }
    StringBuilder text = new StringBuilder();
    try {
      PRINTER.printFieldValue(field, value, text);
    } catch (IOException e) {
      throw new AssertionError("a StringBuilder does not fail", e);
    }
    return text.toString();
  }
}
