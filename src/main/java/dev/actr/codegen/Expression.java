package dev.actr.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A Java expression, with the places where its line may be broken. */
sealed interface Expression {

  int WIDTH = 100;

  /** The whole on one line; null if that cannot be. */
  String flat();

  /** Its lines, the first starting with {@code lead} and the last ending with {@code tail}. */
  List<String> lines(int indent, String lead, String tail);

  static Expression of(String code) {
    return new Atom(code);
  }

  static Expression call(String method, Expression... arguments) {
    return new Call(method, List.of(arguments));
  }

  static Expression call(String method, List<? extends Expression> arguments) {
    return new Call(method, List.copyOf(arguments));
  }

  /** A statement; what follows a {@code =} or {@code ->} goes to a line of its own if need be. */
  static List<String> statement(int indent, String lead, Expression value) {
    String flat = value.flat();
    String whole = " ".repeat(indent) + lead + ' ' + flat + ';';
    if (flat != null && whole.length() <= WIDTH) {
      return List.of(whole);
    }
    if (!lead.endsWith("=") && !lead.endsWith("->")) {
      return value.lines(indent, lead + ' ', ";");
    }
    List<String> lines = new ArrayList<>();
    lines.add(" ".repeat(indent) + lead);
    lines.addAll(value.lines(indent + 4, "", ";"));
    return lines;
  }

  /** Code that is never broken. */
  record Atom(String flat) implements Expression {

    @Override
    public List<String> lines(int indent, String lead, String tail) {
      return List.of(" ".repeat(indent) + lead + flat + tail);
    }
  }

  /** A method call, or an object's creation. */
  record Call(String method, List<Expression> arguments) implements Expression {

    @Override
    public String flat() {
      String list = flatArguments();
      return list == null ? null : method + '(' + list + ')';
    }

    private String flatArguments() {
      return arguments.stream().anyMatch(argument -> argument.flat() == null)
          ? null
          : arguments.stream().map(Expression::flat).collect(Collectors.joining(", "));
    }

    @Override
    public List<String> lines(int indent, String lead, String tail) {
      String start = " ".repeat(indent) + lead + method + '(';
      String list = flatArguments();
      if (list != null && (start + list + ')' + tail).length() <= WIDTH) {
        return List.of(start + list + ')' + tail);
      }
      List<String> lines = new ArrayList<>();
      lines.add(start);
      int inner = indent + 4;
      String onOneLine = " ".repeat(inner) + list + ')' + tail;
      if (list != null && onOneLine.length() <= WIDTH) {
        lines.add(onOneLine);
        return lines;
      }
      for (int i = 0; i < arguments.size(); i++) {
        boolean last = i == arguments.size() - 1;
        lines.addAll(arguments.get(i).lines(inner, "", last ? ')' + tail : ","));
      }
      return lines;
    }
  }

  /** A text of many lines, which ends with a line feed. */
  record TextBlock(String text) implements Expression {

    @Override
    public String flat() {
      return null;
    }

    @Override
    public List<String> lines(int indent, String lead, String tail) {
      List<String> lines = new ArrayList<>();
      lines.add("\"\"\"");
      text.lines().map(StringLiterals::escapeBlockLine).forEach(lines::add);
      lines.add("\"\"\"" + tail);
      return lines;
    }
  }
}
