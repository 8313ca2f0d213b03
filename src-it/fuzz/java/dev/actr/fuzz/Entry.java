package dev.actr.fuzz;

import dev.actr.fuzz.FuzzTarget.Decoder;

/** What Jazzer calls. */
public final class Entry {

  private static Decoder decoder;

  private Entry() {}

  /** What takes long and only once is not to count for an input. */
  public static void fuzzerInitialize() throws Throwable {
    FuzzTarget target = FuzzTargets.named(System.getProperty("fuzz.target"));
    decoder = target.decoder();
    for (byte[] seed : target.seeds().get()) {
      decoder.takes(seed);
    }
  }

  /** One input. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Throwable {
    decoder.takes(bytes);
  }
}
