package dev.actr.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.util.Map;

/** All that takes Jackson, which is not there where no packages are registered. */
final class StructuredText {

  private static final TypeReference<Map<String, Object>> TABLE = new TypeReference<>() {};

  private StructuredText() {}

  static Map<String, Object> toml(String text) {
    return table(new TomlMapper(), text, "TOML");
  }

  static Map<String, Object> json(String text) {
    return table(new JsonMapper(), text, "a JSON object");
  }

  private static Map<String, Object> table(ObjectMapper mapper, String text, String form) {
    try {
      Map<String, Object> table = mapper.readValue(text, TABLE);
      if (table != null) {
        return table;
      }
    } catch (JsonProcessingException e) {
      // Neither its message nor the cause are shown: they quote the text, which may be a secret.
    }
    throw new IllegalArgumentException("not " + form);
  }
}
