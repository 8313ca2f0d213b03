package dev.actr.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A Javadoc comment in the making: paragraphs, then tags, broken to the width of a line. */
final class Javadoc {

  private static final Pattern BLANK_LINES = Pattern.compile("\\n(?:[ \\t]*\\n)+");
  private static final Pattern LAID_OUT =
      Pattern.compile("(?s)(?:^|.*\\n) ?(?: |[-*+|] |\\d+\\. ).*");

  private final List<Block> blocks = new ArrayList<>();

  private record Block(String text, Kind kind) {}

  private enum Kind {
    PARAGRAPH,
    PREFORMATTED,
    TAG
  }

  /** Adds a paragraph; may use Javadoc's own markup. */
  Javadoc paragraph(String text) {
    blocks.add(new Block(text, Kind.PARAGRAPH));
    return this;
  }

  /** Adds a comment of a proto file, or if it is blank a paragraph of our own. */
  Javadoc comment(String comment, String otherwise) {
    if (comment.isBlank()) {
      return paragraph(otherwise);
    }
    for (String part : BLANK_LINES.split(withoutMargin(comment))) {
      if (!part.isBlank()) {
        Kind kind = LAID_OUT.matcher(part).matches() ? Kind.PREFORMATTED : Kind.PARAGRAPH;
        blocks.add(new Block(escape(part), kind));
      }
    }
    return this;
  }

  /** Adds a block tag. */
  Javadoc tag(String text) {
    blocks.add(new Block(text, Kind.TAG));
    return this;
  }

  /** The comment's lines. */
  List<String> lines(int indent) {
    String margin = " ".repeat(indent);
    if (blocks.size() == 1 && blocks.get(0).kind() == Kind.PARAGRAPH) {
      String single = margin + "/** " + String.join(" ", words(blocks.get(0).text())) + " */";
      if (single.length() <= Expression.WIDTH) {
        return List.of(single);
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(margin + "/**");
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (i > 0 && (block.kind() != Kind.TAG || blocks.get(i - 1).kind() != Kind.TAG)) {
        lines.add(margin + " *");
      }
      add(block, i == 0, margin + " * ", lines);
    }
    lines.add(margin + " */");
    return lines;
  }

  private static void add(Block block, boolean first, String margin, List<String> lines) {
    switch (block.kind()) {
      case PARAGRAPH -> wrap((first ? "" : "<p>") + block.text(), margin, margin, lines);
      case TAG -> wrap(block.text(), margin, margin + "    ", lines);
      case PREFORMATTED -> {
        lines.add(margin + "<pre>");
        block.text().lines().map(line -> (margin + line).stripTrailing()).forEach(lines::add);
        lines.add(margin + "</pre>");
      }
    }
  }

  private static void wrap(String text, String firstMargin, String margin, List<String> lines) {
    StringBuilder line = new StringBuilder(firstMargin);
    boolean empty = true;
    for (String word : words(text)) {
      if (!empty && line.length() + 1 + word.length() > Expression.WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(margin);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
  }

  private static String[] words(String text) {
    return text.strip().split("\\s+");
  }

  /** Comments start with a space behind the slashes or the star. */
  private static String withoutMargin(String comment) {
    StringBuilder text = new StringBuilder();
    comment
        .lines()
        .map(line -> line.startsWith(" ") ? line.substring(1) : line)
        .map(String::stripTrailing)
        .forEach(line -> text.append(line).append('\n'));
    return text.toString().replace("\t", "    ").stripTrailing();
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '@' -> escaped.append("&#64;");
        case '\\' -> escaped.append("&#92;");
        case '/' -> escaped.append(i > 0 && text.charAt(i - 1) == '*' ? "&#47;" : "/");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
