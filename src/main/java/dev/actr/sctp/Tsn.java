package dev.actr.sctp;

/** Serial number arithmetic (RFC 1982) on transmission and stream sequence numbers. */
final class Tsn {

  private Tsn() {}

  /** Whether a comes before b. */
  static boolean before(int a, int b) {
    return a - b < 0;
  }

  /** Whether a comes after b. */
  static boolean after(int a, int b) {
    return a - b > 0;
  }

  static int max(int a, int b) {
    return after(a, b) ? a : b;
  }

  /** Whether the stream sequence number a comes before b. */
  static boolean ssnBefore(int a, int b) {
    return (short) (a - b) < 0;
  }

  static int nextSsn(int ssn) {
    return (ssn + 1) & 0xffff;
  }
}
