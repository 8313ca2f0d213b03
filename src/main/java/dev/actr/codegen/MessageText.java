package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ExtensionRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.SymbolVisibility;
import com.google.protobuf.TextFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of messages, enums and extensions. */
final class MessageText {

  private static final int MAX_FIELD_NUMBER = (1 << 29) - 1;

  private final OptionText options;
  private final boolean hasEdition;
  private final boolean isProto3;
  private final ProtoWriter out;

  MessageText(OptionText options, boolean hasEdition, boolean isProto3, ProtoWriter out) {
    this.options = options;
    this.hasEdition = hasEdition;
    this.isProto3 = isProto3;
    this.out = out;
  }

  void message(DescriptorProto message, List<Integer> path) {
    out.blank()
        .comment(path)
        .open(visibility(message.getVisibility()) + "message " + message.getName());
    body(message, path);
    out.close();
  }

  private static String visibility(SymbolVisibility visibility) {
    return switch (visibility) {
      case VISIBILITY_LOCAL -> "local ";
      case VISIBILITY_EXPORT -> "export ";
      case VISIBILITY_UNSET -> "";
    };
  }

  private void body(DescriptorProto message, List<Integer> path) {
    options.assignments(message.getOptions()).forEach(o -> out.line("option " + o + ';'));
    for (int i = 0; i < message.getEnumTypeCount(); i++) {
      enumeration(
          message.getEnumType(i), SourceInfo.path(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
    }
    for (int i = 0; i < message.getNestedTypeCount(); i++) {
      DescriptorProto nested = message.getNestedType(i);
      if (!nested.getOptions().getMapEntry()
          && !isGroup(nested, message.getFieldList())
          && !isGroup(nested, message.getExtensionList())) {
        message(nested, SourceInfo.path(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i));
      }
    }
    fields(message, path);
    for (ExtensionRange range : message.getExtensionRangeList()) {
      out.line(
          "extensions "
              + range(range.getStart(), range.getEnd() - 1, maxNumber(message))
              + inBrackets(options.assignments(range.getOptions()))
              + ';');
    }
    message.getReservedRangeList().stream()
        .map(range -> range(range.getStart(), range.getEnd() - 1, maxNumber(message)))
        .forEach(range -> out.line("reserved " + range + ';'));
    reservedNames(message.getReservedNameList());
    extensions(
        message.getExtensionList(),
        message.getNestedTypeList(),
        path,
        DescriptorProto.EXTENSION_FIELD_NUMBER);
  }

  private static int maxNumber(DescriptorProto message) {
    return message.getOptions().getMessageSetWireFormat()
        ? Integer.MAX_VALUE - 1
        : MAX_FIELD_NUMBER;
  }

  private static String range(int first, int last, int max) {
    return first == last ? Integer.toString(first) : first + " to " + (last >= max ? "max" : last);
  }

  private void reservedNames(List<String> names) {
    for (String name : names) {
      out.line("reserved " + (hasEdition ? name : '"' + name + '"') + ';');
    }
  }

  private void fields(DescriptorProto message, List<Integer> path) {
    int openOneof = -1;
    for (int i = 0; i < message.getFieldCount(); i++) {
      FieldDescriptorProto field = message.getField(i);
      int oneof = field.hasOneofIndex() && !field.getProto3Optional() ? field.getOneofIndex() : -1;
      if (openOneof >= 0 && oneof != openOneof) {
        out.close();
      }
      if (oneof >= 0 && oneof != openOneof) {
        out.comment(SourceInfo.path(path, DescriptorProto.ONEOF_DECL_FIELD_NUMBER, oneof));
        out.open("oneof " + message.getOneofDecl(oneof).getName());
        options
            .assignments(message.getOneofDecl(oneof).getOptions())
            .forEach(o -> out.line("option " + o + ';'));
      }
      openOneof = oneof;
      out.comment(SourceInfo.path(path, DescriptorProto.FIELD_FIELD_NUMBER, i));
      field(field, oneof >= 0, message.getNestedTypeList());
    }
    if (openOneof >= 0) {
      out.close();
    }
  }

  private void field(FieldDescriptorProto field, boolean inOneof, List<DescriptorProto> siblings) {
    Optional<DescriptorProto> own =
        siblings.stream().filter(sibling -> isTypeOf(sibling, field)).findFirst();
    String tail = " = " + field.getNumber() + inBrackets(fieldOptions(field));
    if (own.isPresent() && own.get().getOptions().getMapEntry()) {
      String key = FieldText.type(own.get().getField(0));
      String value = FieldText.type(own.get().getField(1));
      out.line("map<" + key + ", " + value + "> " + field.getName() + tail + ';');
    } else if (field.getType() == Type.TYPE_GROUP && own.isPresent()) {
      out.open(label(field, inOneof) + "group " + own.get().getName() + tail);
      body(own.get(), List.of());
      out.close();
    } else {
      out.line(label(field, inOneof) + FieldText.type(field) + ' ' + field.getName() + tail + ';');
    }
  }

  private String label(FieldDescriptorProto field, boolean inOneof) {
    if (field.getLabel() == Label.LABEL_OPTIONAL
        && (inOneof || hasEdition || (isProto3 && !field.getProto3Optional()))) {
      return "";
    }
    return FieldText.label(field) + ' ';
  }

  private List<String> fieldOptions(FieldDescriptorProto field) {
    List<String> assignments = new ArrayList<>();
    if (field.hasDefaultValue()) {
      assignments.add("default = " + defaultValue(field));
    }
    if (field.hasJsonName() && !field.getJsonName().equals(FieldText.defaultJsonName(field))) {
      assignments.add("json_name = \"" + escape(field.getJsonName()) + '"');
    }
    assignments.addAll(options.assignments(field.getOptions()));
    return assignments;
  }

  /** Descriptors have the values of bytes fields escaped already. */
  private static String defaultValue(FieldDescriptorProto field) {
    return switch (field.getType()) {
      case TYPE_STRING -> '"' + escape(field.getDefaultValue()) + '"';
      case TYPE_BYTES -> '"' + field.getDefaultValue() + '"';
      default -> field.getDefaultValue();
    };
  }

  private static String escape(String text) {
    return TextFormat.escapeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String inBrackets(List<String> assignments) {
    return assignments.isEmpty() ? "" : " [" + String.join(", ", assignments) + ']';
  }

  /** Whether a message is there by the field of that type only: written as one with it. */
  boolean isGroup(DescriptorProto message, List<FieldDescriptorProto> fields) {
    return fields.stream()
        .anyMatch(field -> field.getType() == Type.TYPE_GROUP && isTypeOf(message, field));
  }

  private static boolean isTypeOf(DescriptorProto sibling, FieldDescriptorProto field) {
    return field.getTypeName().endsWith('.' + sibling.getName())
        && (field.getType() == Type.TYPE_GROUP || sibling.getOptions().getMapEntry());
  }

  void extensions(
      List<FieldDescriptorProto> extensions,
      List<DescriptorProto> siblings,
      List<Integer> path,
      int fieldNumber) {
    for (int i = 0; i < extensions.size(); i++) {
      out.blank().open("extend " + extensions.get(i).getExtendee());
      out.comment(SourceInfo.path(path, fieldNumber, i));
      field(extensions.get(i), false, siblings);
      out.close();
    }
  }

  void enumeration(EnumDescriptorProto enumeration, List<Integer> path) {
    out.blank()
        .comment(path)
        .open(visibility(enumeration.getVisibility()) + "enum " + enumeration.getName());
    options.assignments(enumeration.getOptions()).forEach(o -> out.line("option " + o + ';'));
    for (int i = 0; i < enumeration.getValueCount(); i++) {
      EnumValueDescriptorProto value = enumeration.getValue(i);
      out.comment(SourceInfo.path(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, i));
      out.line(
          value.getName()
              + " = "
              + value.getNumber()
              + inBrackets(options.assignments(value.getOptions()))
              + ';');
    }
    enumeration.getReservedRangeList().stream()
        .map(range -> range(range.getStart(), range.getEnd(), Integer.MAX_VALUE))
        .forEach(range -> out.line("reserved " + range + ';'));
    reservedNames(enumeration.getReservedNameList());
    out.close();
  }
}
