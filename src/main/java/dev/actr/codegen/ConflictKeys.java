package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.actr.ConflictKey;
import dev.actr.ConflictKey.FieldType;
import dev.actr.ConflictKey.Part;
import dev.actr.wire.proto.OptionsProtos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The conflict keys of a service's methods. */
final class ConflictKeys {

  private static final String SENDER = "$sender";

  private final SourceInfo info;
  private final Problems problems;
  private final Map<String, ConflictKey> domains = new HashMap<>();

  ConflictKeys(SourceInfo info, Problems problems) {
    this.info = info;
    this.problems = problems;
  }

  /** The key of a method; empty if it has none or after telling what is wrong with it. */
  Optional<ConflictKey> of(MethodDescriptor method, List<Integer> path) {
    MethodOptions options = method.getOptions();
    List<String> sources = options.getExtension(OptionsProtos.conflictKey);
    if (sources.isEmpty()) {
      if (options.hasExtension(OptionsProtos.conflictDomain)) {
        problem(
            method, path, OptionsProtos.CONFLICT_DOMAIN_FIELD_NUMBER, "has a domain but no key");
      }
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    for (String source : sources) {
      part(method, path, source).ifPresent(parts::add);
    }
    if (parts.size() < sources.size()) {
      return Optional.empty();
    }
    String domain =
        options.hasExtension(OptionsProtos.conflictDomain)
            ? options.getExtension(OptionsProtos.conflictDomain)
            : method.getFullName();
    ConflictKey key = new ConflictKey(domain, parts);
    ConflictKey other = domains.putIfAbsent(domain, key);
    if (other != null && !isComparable(key, other)) {
      problem(
          method,
          path,
          OptionsProtos.CONFLICT_KEY_FIELD_NUMBER,
          "does not match that of another method in the domain "
              + domain
              + ": there have to be as many parts, of the same types");
    }
    return Optional.of(key);
  }

  private Optional<Part> part(MethodDescriptor method, List<Integer> path, String source) {
    if (source.equals(SENDER)) {
      return Optional.of(ConflictKey.sender());
    }
    FieldDescriptor field = method.getInputType().findFieldByName(source);
    Optional<FieldType> type = Optional.ofNullable(field).flatMap(ConflictKeys::type);
    if (type.isEmpty()) {
      problem(
          method,
          path,
          OptionsProtos.CONFLICT_KEY_FIELD_NUMBER,
          field == null
              ? "names " + source + ", which is no field of " + method.getInputType().getFullName()
              : "names "
                  + field.getFullName()
                  + ", which is repeated or of a type that has no equality: "
                  + field.getType().name().toLowerCase(Locale.ROOT));
    }
    return type.map(found -> ConflictKey.field(field.getNumber(), found));
  }

  private static Optional<FieldType> type(FieldDescriptor field) {
    if (field.isRepeated()) {
      return Optional.empty();
    }
    return switch (field.getType()) {
      case FLOAT, DOUBLE, MESSAGE, GROUP -> Optional.empty();
      case INT32 -> Optional.of(FieldType.INT32);
      case INT64 -> Optional.of(FieldType.INT64);
      case UINT32 -> Optional.of(FieldType.UINT32);
      case UINT64 -> Optional.of(FieldType.UINT64);
      case SINT32 -> Optional.of(FieldType.SINT32);
      case SINT64 -> Optional.of(FieldType.SINT64);
      case FIXED32 -> Optional.of(FieldType.FIXED32);
      case FIXED64 -> Optional.of(FieldType.FIXED64);
      case SFIXED32 -> Optional.of(FieldType.SFIXED32);
      case SFIXED64 -> Optional.of(FieldType.SFIXED64);
      case BOOL -> Optional.of(FieldType.BOOL);
      case ENUM -> Optional.of(FieldType.ENUM);
      case STRING -> Optional.of(FieldType.STRING);
      case BYTES -> Optional.of(FieldType.BYTES);
    };
  }

  /** Keys of one domain that can never be equal would be a mistake that nothing else shows. */
  private static boolean isComparable(ConflictKey one, ConflictKey other) {
    return types(one).equals(types(other));
  }

  private static List<Optional<FieldType>> types(ConflictKey key) {
    return key.parts().stream()
        .map(
            part ->
                part instanceof ConflictKey.Field field
                    ? Optional.of(field.type())
                    : Optional.<FieldType>empty())
        .toList();
  }

  private void problem(MethodDescriptor method, List<Integer> path, int option, String message) {
    problems.add(
        info.at(SourceInfo.path(path, MethodDescriptorProto.OPTIONS_FIELD_NUMBER, option)),
        "the conflict key of rpc " + method.getFullName() + " " + message);
  }
}
