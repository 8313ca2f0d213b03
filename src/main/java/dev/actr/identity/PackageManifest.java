package dev.actr.identity;

import dev.actr.ActrType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registration needs of a package's manifest, a TOML file. Reads one-line strings and passes
 * over everything else.
 *
 * @param type what the package is
 * @param target what it was built for
 * @param signingKeyId names the manufacturer's key it is signed with
 */
public record PackageManifest(ActrType type, String target, String signingKeyId) {

  private static final Pattern TABLE = Pattern.compile("\\[\\s*([^\\[\\]]+?)\\s*](?:\\s*#.*)?");
  private static final Pattern TEXT =
      Pattern.compile(
          "([\\w.-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\[\"\\\\])*)\"|'([^']*)')\\s*(?:#.*)?");

  /** No key of ours is in a table of this name. */
  private static final String IGNORED = "[]";

  /**
   * Reads a manifest.
   *
   * @param bytes as they were signed
   * @return what a registration needs
   * @throws IllegalArgumentException if something of it is missing or malformed
   */
  public static PackageManifest parse(byte[] bytes) {
    Map<String, String> values = values(utf8(bytes));
    return new PackageManifest(
        ActrType.parse(
            required(values, "manufacturer")
                + ':'
                + required(values, "name")
                + ':'
                + required(values, "version")),
        required(values, "binary.target"),
        required(values, "signing_key_id"));
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the manifest is not UTF-8", e);
    }
  }

  private static String required(Map<String, String> values, String key) {
    return Optional.ofNullable(values.get(key))
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> new IllegalArgumentException("the manifest has no " + key));
  }

  private static Map<String, String> values(String toml) {
    Map<String, String> values = new HashMap<>();
    String table = "";
    String open = "";
    for (String line : toml.split("\r?\n")) {
      String text = line.strip();
      if (!open.isEmpty()) {
        open = text.contains(open) ? "" : open;
        continue;
      }
      Matcher header = TABLE.matcher(text);
      Matcher value = TEXT.matcher(text);
      if (header.matches()) {
        table = header.group(1) + '.';
      } else if (text.startsWith("[[")) {
        table = IGNORED;
      } else if (value.matches()) {
        put(values, table + value.group(1), value);
      } else {
        open = opened(text);
      }
    }
    return values;
  }

  private static void put(Map<String, String> values, String key, Matcher value) {
    String text =
        value.group(3) != null
            ? value.group(3)
            : value.group(2).replace("\\\"", "\"").replace("\\\\", "\\");
    if (values.put(key, text) != null && !key.startsWith(IGNORED)) {
      throw new IllegalArgumentException("the manifest has " + key + " twice");
    }
  }

  /** The quotes of a string that goes on in the next line, whose text is none of ours. */
  private static String opened(String text) {
    for (String quotes : new String[] {"\"\"\"", "'''"}) {
      int start = text.indexOf(quotes);
      if (start >= 0 && text.indexOf(quotes, start + quotes.length()) < 0) {
        return quotes;
      }
    }
    return "";
  }
}
