package dev.actr.codegen;

import java.util.List;

/** The lines of a proto file, indented, with comments by descriptor path. */
final class ProtoWriter {

  private final SourceInfo info;
  private final StringBuilder text = new StringBuilder();
  private int depth;
  private boolean atStartOfBlock;
  private boolean blankFirst;

  ProtoWriter(SourceInfo info) {
    this.info = info;
  }

  ProtoWriter line(String line) {
    if (blankFirst && !atStartOfBlock) {
      text.append('\n');
    }
    blankFirst = false;
    atStartOfBlock = false;
    text.append("  ".repeat(depth)).append(line).append('\n');
    return this;
  }

  /** Has the next line stand apart, unless it is the first or last of a block. */
  ProtoWriter blank() {
    blankFirst = true;
    return this;
  }

  ProtoWriter blankIf(boolean condition) {
    return condition ? blank() : this;
  }

  /** The comment of what stands at the path, if any. */
  ProtoWriter comment(List<Integer> path) {
    info.comment(path).lines().forEach(line -> line(("//" + line).stripTrailing()));
    return this;
  }

  ProtoWriter open(String head) {
    line(head + " {");
    depth++;
    atStartOfBlock = true;
    return this;
  }

  ProtoWriter close() {
    depth--;
    blankFirst = false;
    return line("}").blank();
  }

  String text() {
    return text.toString();
  }
}
