package dev.actr.interop;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.function.ThrowingSupplier;

/**
 * What a machine may lack. Its tests are skipped there; with {@code interop.required} they fail.
 */
public final class Required {

  private Required() {}

  /**
   * Goes on if it is there.
   *
   * @param reason why not; asked for only then
   */
  public static void that(boolean there, ThrowingSupplier<String> reason) {
    if (there) {
      return;
    }
    String text;
    try {
      text = reason.get();
    } catch (Throwable e) {
      text = e.toString();
    }
    if (Boolean.getBoolean("interop.required")) {
      throw new AssertionError("interop.required is set, and " + text);
    }
    Assumptions.abort(text);
  }
}
