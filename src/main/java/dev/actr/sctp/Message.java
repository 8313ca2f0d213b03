package dev.actr.sctp;

/** A whole message that has arrived. */
final class Message {

  final int stream;
  final int ssn;
  final int ppid;
  final byte[] data;

  Message(int stream, int ssn, int ppid, byte[] data) {
    this.stream = stream;
    this.ssn = ssn;
    this.ppid = ppid;
    this.data = data;
  }

  /** What it takes of the receive window. */
  int cost() {
    return data.length + Reassembly.OVERHEAD;
  }
}
