package dev.actr.codegen;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which classes one source file can call by their simple names. A name is imported only where it
 * cannot be taken for another class, nor for a constant of the file.
 */
final class Imports {

  /** What generated code uses of {@code java.lang}, the messages' names notwithstanding. */
  private static final Set<String> JAVA_LANG =
      Set.of("Deprecated", "Exception", "Override", "String", "SuppressWarnings");

  private final String packageName;
  private final Set<String> neighbours;
  private final Set<String> constants;
  private final Map<String, String> imported = new HashMap<>();

  /**
   * The imports of a file.
   *
   * @param packageName of the file
   * @param neighbours top-level classes known to be in that package, the file's own included
   * @param constants fields of the file, which hide classes of their names
   */
  Imports(String packageName, Set<String> neighbours, Set<String> constants) {
    this.packageName = packageName;
    this.neighbours = neighbours;
    this.constants = constants;
  }

  /** How the file has to write the class. */
  String name(JavaType type) {
    String top = type.topLevel();
    if (constants.contains(top)) {
      return type.qualified();
    }
    if (type.packageName().equals(packageName)) {
      return type.name();
    }
    if (neighbours.contains(top)) {
      return type.qualified();
    }
    if (JAVA_LANG.contains(top)) {
      return type.packageName().equals("java.lang") ? type.name() : type.qualified();
    }
    String qualifiedTop = type.packageName() + '.' + top;
    boolean ours = imported.computeIfAbsent(top, any -> qualifiedTop).equals(qualifiedTop);
    return ours ? type.name() : type.qualified();
  }

  String name(Class<?> type) {
    return name(JavaType.of(type));
  }

  /** The classes to import, sorted. */
  Set<String> all() {
    return new TreeSet<>(imported.values());
  }
}
