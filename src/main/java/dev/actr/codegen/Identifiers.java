package dev.actr.codegen;

import java.util.Set;
import javax.lang.model.SourceVersion;

/** Java identifiers made of names in proto files. */
final class Identifiers {

  private Identifiers() {}

  /** {@code get_user} and {@code GetUser} become {@code GetUser}. */
  static String upperCamel(String name) {
    return camel(name, true);
  }

  /** {@code get_user} and {@code GetUser} become {@code getUser}; keywords get an underscore. */
  static String lowerCamel(String name) {
    return camel(name, false);
  }

  /** {@code getUser} and {@code GetHTTPUser} become {@code GET_USER} and {@code GET_HTTP_USER}. */
  static String constant(String name) {
    StringBuilder constant = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (i > 0 && isUpper(c) && startsWord(name, i)) {
        constant.append('_');
      }
      constant.append(isLower(c) ? (char) (c - 'a' + 'A') : c);
    }
    return legal(constant.toString());
  }

  /** The name, with as many underscores behind it as make it differ from those taken. */
  static String free(String name, Set<String> taken) {
    String free = name;
    while (taken.contains(free)) {
      free += "_";
    }
    return free;
  }

  private static boolean startsWord(String name, int i) {
    char before = name.charAt(i - 1);
    boolean endsAcronym = isUpper(before) && i + 1 < name.length() && isLower(name.charAt(i + 1));
    return before != '_' && (!isUpper(before) || endsAcronym);
  }

  private static String camel(String name, boolean upperFirst) {
    StringBuilder camel = new StringBuilder();
    boolean upper = upperFirst;
    for (char c : name.toCharArray()) {
      if (c == '_') {
        upper = upperFirst || !camel.isEmpty();
      } else if (camel.isEmpty() && !upper && isUpper(c)) {
        camel.append((char) (c - 'A' + 'a'));
      } else {
        camel.append(upper && isLower(c) ? (char) (c - 'a' + 'A') : c);
        upper = false;
      }
    }
    return legal(camel.toString());
  }

  /** A call of a method named {@code yield} is read as a statement of that name. */
  private static String legal(String name) {
    if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
      return legal("_" + name);
    }
    return SourceVersion.isKeyword(name) || name.equals("yield") ? name + "_" : name;
  }

  // Names in proto files are ASCII.

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }
}
