package dev.actr.codegen;

/**
 * A Java class.
 *
 * @param packageName empty for the default package
 * @param name the name within the package, with dots for nested classes
 */
record JavaType(String packageName, String name) {

  static JavaType of(Class<?> type) {
    return new JavaType(
        type.getPackageName(),
        type.getCanonicalName().substring(type.getPackageName().length() + 1));
  }

  /** The name of the outermost class. */
  String topLevel() {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  String qualified() {
    return packageName.isEmpty() ? name : packageName + '.' + name;
  }
}
