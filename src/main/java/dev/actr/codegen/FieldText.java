package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import java.util.Locale;

/** What proto files call the properties of a field. */
final class FieldText {

  private FieldText() {}

  /** {@code optional}, {@code required} or {@code repeated}. */
  static String label(FieldDescriptorProto field) {
    return lowerCase(field.getLabel().name().substring("LABEL_".length()));
  }

  /** A message's or enum's full name with a dot before, or else the name of a built-in type. */
  static String type(FieldDescriptorProto field) {
    return field.hasTypeName()
        ? field.getTypeName()
        : lowerCase(field.getType().name().substring("TYPE_".length()));
  }

  /** The name a field has in JSON where the file does not give it another. */
  static String defaultJsonName(FieldDescriptorProto field) {
    StringBuilder jsonName = new StringBuilder();
    boolean upper = false;
    for (char c : field.getName().toCharArray()) {
      if (c != '_') {
        jsonName.append(upper ? Character.toUpperCase(c) : c);
      }
      upper = c == '_';
    }
    return jsonName.toString();
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
