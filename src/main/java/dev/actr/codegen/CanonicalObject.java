package dev.actr.codegen;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An object of a file's canonical form: its keys in the order they are put. */
final class CanonicalObject {

  private final Map<String, Object> entries;

  private CanonicalObject(Map<String, Object> entries) {
    this.entries = entries;
  }

  static CanonicalObject named(String name) {
    return new CanonicalObject(new LinkedHashMap<>()).put("name", name);
  }

  static CanonicalObject empty() {
    return new CanonicalObject(new LinkedHashMap<>());
  }

  /** One whose keys are sorted. */
  static CanonicalObject sorted() {
    return new CanonicalObject(new TreeMap<>());
  }

  Map<String, Object> entries() {
    return entries;
  }

  /** Puts a string, a number, a boolean, another object or a list of such. */
  CanonicalObject put(String key, Object value) {
    entries.put(key, value);
    return this;
  }

  CanonicalObject putIf(boolean condition, String key, Object value) {
    return condition ? put(key, value) : this;
  }

  CanonicalObject putUnlessEmpty(String key, List<?> values) {
    return putIf(!values.isEmpty(), key, values);
  }

  /** Puts an option that is set, whatever its value. */
  CanonicalObject putOption(Message options, String option) {
    FieldDescriptor field = options.getDescriptorForType().findFieldByName(option);
    if (options.hasField(field)) {
      Object value = options.getField(field);
      put(option, value instanceof EnumValueDescriptor name ? name.getName() : value);
    }
    return this;
  }

  CanonicalObject withValuesAsText() {
    entries.replaceAll((key, value) -> value.toString());
    return this;
  }

  /** Puts the editions' features that are set here. */
  CanonicalObject putFeatures(Message options) {
    FieldDescriptor field = options.getDescriptorForType().findFieldByName("features");
    if (options.hasField(field)) {
      Message features = (Message) options.getField(field);
      put("features", TextFormat.printer().emittingSingleLine(true).printToString(features));
    }
    return this;
  }

  /** Puts first and last numbers, sorted, each pair once. */
  CanonicalObject putRanges(String key, Stream<List<Integer>> ranges) {
    Comparator<List<Integer>> byStart = Comparator.comparing(range -> range.get(0));
    return putUnlessEmpty(
        key,
        ranges
            .distinct()
            .sorted(byStart.thenComparing(range -> range.get(1)))
            .map(range -> empty().put("start", range.get(0)).put("end", range.get(1)))
            .toList());
  }

  CanonicalObject putReservedNames(List<String> names) {
    return putUnlessEmpty(
        "reserved_names", new TreeSet<>(names).stream().map(CanonicalObject::named).toList());
  }
}
