package dev.actr.cdi;

import io.smallrye.health.SmallRyeHealth;
import jakarta.json.JsonObject;

/** Reads what MicroProfile Health tells. */
public final class HealthChecks {

  private HealthChecks() {}

  /** The check of this name, which is to be there. */
  public static JsonObject find(SmallRyeHealth health, String name) {
    return health.getPayload().getJsonArray("checks").getValuesAs(JsonObject.class).stream()
        .filter(check -> check.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }
}
