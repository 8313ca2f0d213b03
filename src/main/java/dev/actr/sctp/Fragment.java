package dev.actr.sctp;

/** A DATA chunk that waits for others of its message. */
final class Fragment {

  final int flags;
  final int stream;
  final int ssn;
  final int ppid;
  final byte[] data;

  /** The first of the run of fragments it is in; right for the last of the run. */
  int runFirst;

  /** The last of the run of fragments it is in; right for the first of the run. */
  int runLast;

  Fragment(int flags, int stream, int ssn, int ppid, byte[] data) {
    this.flags = flags;
    this.stream = stream;
    this.ssn = ssn;
    this.ppid = ppid;
    this.data = data;
  }

  boolean isFirst() {
    return (flags & Wire.FIRST) != 0;
  }

  boolean isLast() {
    return (flags & Wire.LAST) != 0;
  }

  /** Whether the fragment after this one can be of the same message. */
  boolean continuesWith(int nextFlags, int nextStream, int nextSsn) {
    return !isLast()
        && (nextFlags & Wire.FIRST) == 0
        && nextStream == stream
        && ((nextFlags ^ flags) & Wire.UNORDERED) == 0
        && ((flags & Wire.UNORDERED) != 0 || nextSsn == ssn);
  }

  boolean continuesWith(Fragment next) {
    return continuesWith(next.flags, next.stream, next.ssn);
  }

  int cost() {
    return data.length + Reassembly.OVERHEAD;
  }
}
