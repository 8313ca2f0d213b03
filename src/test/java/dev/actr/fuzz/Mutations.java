package dev.actr.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes bytes that are nearly, or not at all, what a decoder expects. */
public final class Mutations {

  private static final byte[] TELLING = {0, 1, 2, 5, 0x0a, 0x0b, 0x0c, 0x12, 0x7f, -128, -1};

  private Mutations() {}

  /** Random bytes, one time in eight, else one of the samples with a few changes. */
  public static byte[] next(Random random, List<byte[]> samples) {
    if (random.nextInt(8) == 0) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      return bytes;
    }
    byte[] bytes = samples.get(random.nextInt(samples.size()));
    do {
      bytes = change(random, bytes, samples);
    } while (random.nextInt(4) == 0);
    return bytes;
  }

  private static byte[] change(Random random, byte[] bytes, List<byte[]> samples) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    int other = random.nextInt(bytes.length);
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> with(bytes, at, bytes[at] ^ 1 << random.nextInt(8));
      case 3, 4 -> with(bytes, at, TELLING[random.nextInt(TELLING.length)]);
      case 5 -> Arrays.copyOf(bytes, at);
      case 6 -> splice(bytes, at, bytes, other);
      default -> {
        byte[] sample = samples.get(random.nextInt(samples.size()));
        yield splice(bytes, at, sample, random.nextInt(sample.length + 1));
      }
    };
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  /** The start of one array and the end of another, which may be the same. */
  private static byte[] splice(byte[] start, int end, byte[] rest, int from) {
    byte[] spliced = Arrays.copyOf(start, end + rest.length - from);
    System.arraycopy(rest, from, spliced, end, rest.length - from);
    return spliced;
  }
}
