package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The canonical form of a proto file that other implementations of the network hash too, so the
 * order of its keys, and what it leaves out, are given. They have none for files in an edition;
 * here it has the edition and its features in addition.
 */
final class CanonicalFile {

  /** The file options that count, in this order. */
  private static final List<String> FILE_OPTIONS =
      List.of(
          "go_package",
          "java_package",
          "csharp_namespace",
          "ruby_package",
          "java_multiple_files",
          "java_outer_classname",
          "java_string_check_utf8",
          "java_generic_services",
          "objc_class_prefix",
          "php_class_prefix",
          "php_namespace",
          "php_metadata_namespace",
          "swift_prefix",
          "cc_generic_services",
          "cc_enable_arenas",
          "py_generic_services",
          "optimize_for");

  private CanonicalFile() {}

  static String json(FileDescriptorProto file) {
    CanonicalObject json =
        CanonicalObject.empty()
            .putIf(file.hasPackage(), "package", file.getPackage())
            .put("syntax", file.hasSyntax() ? file.getSyntax() : "proto2")
            .putIf(file.hasEdition(), "edition", file.getEdition().name())
            .putUnlessEmpty("imports", List.copyOf(new TreeSet<>(file.getDependencyList())))
            .putUnlessEmpty("messages", messages(file.getMessageTypeList()))
            .putUnlessEmpty("enums", enums(file.getEnumTypeList()))
            .putUnlessEmpty(
                "services",
                byName(
                    file.getServiceList(), ServiceDescriptorProto::getName, CanonicalFile::service))
            .putUnlessEmpty(
                "extensions",
                file.getExtensionList().stream()
                    .sorted(
                        Comparator.comparing(FieldDescriptorProto::getName)
                            .thenComparing(FieldDescriptorProto::getNumber)
                            .thenComparing(FieldDescriptorProto::getExtendee))
                    .map(CanonicalFile::extension)
                    .toList());
    FILE_OPTIONS.forEach(option -> json.putOption(file.getOptions(), option));
    return CanonicalJson.write(json.putFeatures(file.getOptions()));
  }

  private static List<CanonicalObject> messages(List<DescriptorProto> messages) {
    return byName(messages, DescriptorProto::getName, CanonicalFile::message);
  }

  private static List<CanonicalObject> enums(List<EnumDescriptorProto> enums) {
    return byName(enums, EnumDescriptorProto::getName, CanonicalFile::enumeration);
  }

  private static CanonicalObject message(DescriptorProto message) {
    List<Integer> oneofs = oneofOrder(message);
    return CanonicalObject.named(message.getName())
        .putUnlessEmpty(
            "fields",
            message.getFieldList().stream()
                .sorted(
                    Comparator.comparing(FieldDescriptorProto::getNumber)
                        .thenComparing(FieldDescriptorProto::getName))
                .map(field -> field(field, oneofs))
                .toList())
        .putUnlessEmpty("nested_messages", messages(message.getNestedTypeList()))
        .putUnlessEmpty("nested_enums", enums(message.getEnumTypeList()))
        .putUnlessEmpty(
            "oneofs", oneofs.stream().map(oneof -> message.getOneofDecl(oneof).getName()).toList())
        .putRanges(
            "reserved_ranges",
            message.getReservedRangeList().stream().map(r -> List.of(r.getStart(), r.getEnd())))
        .putReservedNames(message.getReservedNameList())
        .putRanges(
            "extension_ranges",
            message.getExtensionRangeList().stream().map(r -> List.of(r.getStart(), r.getEnd())))
        .putOption(message.getOptions(), "message_set_wire_format")
        .putOption(message.getOptions(), "no_standard_descriptor_accessor")
        .putOption(message.getOptions(), "deprecated")
        .putFeatures(message.getOptions());
  }

  /**
   * The oneofs in the order of their first fields. Protoc moves those it makes of {@code optional}
   * fields behind the others.
   */
  private static List<Integer> oneofOrder(DescriptorProto message) {
    return message.getFieldList().stream()
        .filter(FieldDescriptorProto::hasOneofIndex)
        .map(FieldDescriptorProto::getOneofIndex)
        .distinct()
        .toList();
  }

  private static CanonicalObject field(FieldDescriptorProto field, List<Integer> oneofs) {
    String jsonName = field.hasJsonName() ? field.getJsonName() : FieldText.defaultJsonName(field);
    CanonicalObject options =
        CanonicalObject.sorted()
            .putIf(field.hasDefaultValue(), "default", field.getDefaultValue())
            .put("json_name", jsonName)
            .putOption(field.getOptions(), "jstype")
            .putOption(field.getOptions(), "ctype")
            .putOption(field.getOptions(), "deprecated")
            .putOption(field.getOptions(), "weak")
            .putOption(field.getOptions(), "packed")
            .withValuesAsText();
    return CanonicalObject.named(field.getName())
        .put("number", field.getNumber())
        .putIf(isLabelled(field), "label", FieldText.label(field))
        .put("type_name", FieldText.type(field))
        .putIf(field.hasOneofIndex(), "oneof_index", oneofs.indexOf(field.getOneofIndex()))
        .putIf(field.hasDefaultValue(), "default", field.getDefaultValue())
        .put("json_name", jsonName)
        .putOption(field.getOptions(), "jstype")
        .putOption(field.getOptions(), "ctype")
        .putOption(field.getOptions(), "deprecated")
        .putOption(field.getOptions(), "weak")
        .putFeatures(field.getOptions())
        .put("options", options);
  }

  private static boolean isLabelled(FieldDescriptorProto field) {
    return field.getLabel() != Label.LABEL_OPTIONAL;
  }

  private static CanonicalObject extension(FieldDescriptorProto extension) {
    return CanonicalObject.named(extension.getName())
        .put("number", extension.getNumber())
        .put("extendee", extension.getExtendee())
        .put("type_name", FieldText.type(extension))
        .putIf(isLabelled(extension), "label", FieldText.label(extension))
        .putIf(extension.hasDefaultValue(), "default", extension.getDefaultValue())
        .putOption(extension.getOptions(), "deprecated")
        .putFeatures(extension.getOptions());
  }

  private static CanonicalObject enumeration(EnumDescriptorProto enumeration) {
    CanonicalObject options =
        CanonicalObject.sorted()
            .putOption(enumeration.getOptions(), "allow_alias")
            .putOption(enumeration.getOptions(), "deprecated")
            .withValuesAsText();
    return CanonicalObject.named(enumeration.getName())
        .putUnlessEmpty(
            "values",
            enumeration.getValueList().stream()
                .sorted(
                    Comparator.comparing(EnumValueDescriptorProto::getNumber)
                        .thenComparing(EnumValueDescriptorProto::getName))
                .map(v -> CanonicalObject.named(v.getName()).put("number", v.getNumber()))
                .toList())
        .putRanges(
            "reserved_ranges",
            enumeration.getReservedRangeList().stream().map(r -> List.of(r.getStart(), r.getEnd())))
        .putReservedNames(enumeration.getReservedNameList())
        .putOption(enumeration.getOptions(), "allow_alias")
        .putOption(enumeration.getOptions(), "deprecated")
        .putFeatures(enumeration.getOptions())
        .putIf(!options.entries().isEmpty(), "options", options);
  }

  private static CanonicalObject service(ServiceDescriptorProto service) {
    return CanonicalObject.named(service.getName())
        .putUnlessEmpty(
            "methods",
            byName(service.getMethodList(), MethodDescriptorProto::getName, CanonicalFile::method));
  }

  private static CanonicalObject method(MethodDescriptorProto method) {
    return CanonicalObject.named(method.getName())
        .put("input_type", method.getInputType())
        .put("output_type", method.getOutputType())
        .putIf(method.getClientStreaming(), "client_streaming", true)
        .putIf(method.getServerStreaming(), "server_streaming", true)
        .putOption(method.getOptions(), "idempotency_level");
  }

  private static <T> List<CanonicalObject> byName(
      List<T> all, Function<T, String> name, Function<T, CanonicalObject> json) {
    return all.stream().sorted(Comparator.comparing(name)).map(json).toList();
  }
}
