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

  static Expression constant(String owner, String name) {
    return new Constant(owner, name);
  }

  static Expression callOn(Expression receiver, String method, Expression... arguments) {
    return new CallOn(receiver, method, List.of(arguments));
  }

  static boolean fits(String line) {
    return line.length() <= WIDTH;
  }

  /** A statement; what follows a {@code =} or {@code ->} goes to a line of its own if need be. */
  static List<String> statement(int indent, String lead, Expression value) {
    String flat = value.flat();
    String whole = " ".repeat(indent) + lead + ' ' + flat + ';';
    if (flat != null && fits(whole)) {
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

  /** A constant of a class; its name goes to a line of its own if need be. */
  record Constant(String owner, String name) implements Expression {

    @Override
    public String flat() {
      return owner + '.' + name;
    }

    @Override
    public List<String> lines(int indent, String lead, String tail) {
      String margin = " ".repeat(indent);
      String whole = margin + lead + flat() + tail;
      return fits(whole)
          ? List.of(whole)
          : List.of(margin + lead + owner, margin + "    ." + name + tail);
    }
  }

  /** A call of a method on what an expression yields; goes behind or below that. */
  record CallOn(Expression receiver, String method, List<Expression> arguments)
      implements Expression {

    @Override
    public String flat() {
      return onOneLine().flat();
    }

    private Call onOneLine() {
      return new Call(receiver.flat() + '.' + method, arguments);
    }

    @Override
    public List<String> lines(int indent, String lead, String tail) {
      Call call = onOneLine();
      if (fits(" ".repeat(indent) + lead + call.method() + '(')) {
        return call.lines(indent, lead, tail);
      }
      List<String> lines = new ArrayList<>(receiver.lines(indent, lead, ""));
      lines.addAll(new Call('.' + method, arguments).lines(indent + 4, "", tail));
      return lines;
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
      if (list != null && fits(start + list + ')' + tail)) {
        return List.of(start + list + ')' + tail);
      }
      List<String> lines = new ArrayList<>();
      lines.add(start);
      int inner = indent + 4;
      String onOneLine = " ".repeat(inner) + list + ')' + tail;
      if (list != null && fits(onOneLine)) {
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
