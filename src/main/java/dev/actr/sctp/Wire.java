package dev.actr.sctp;

/** Numbers of RFC 9260, RFC 3758, RFC 6525 and RFC 8831, by the names they have there. */
final class Wire {

  static final int COMMON_HEADER = 12;
  static final int CHUNK_HEADER = 4;
  static final int DATA_HEADER = 16;
  static final int SACK_HEADER = 16;
  static final int INIT_HEADER = 20;

  static final int DATA = 0;
  static final int INIT = 1;
  static final int INIT_ACK = 2;
  static final int SACK = 3;
  static final int HEARTBEAT = 4;
  static final int HEARTBEAT_ACK = 5;
  static final int ABORT = 6;
  static final int SHUTDOWN = 7;
  static final int SHUTDOWN_ACK = 8;
  static final int ERROR = 9;
  static final int COOKIE_ECHO = 10;
  static final int COOKIE_ACK = 11;
  static final int ECNE = 12;
  static final int CWR = 13;
  static final int SHUTDOWN_COMPLETE = 14;
  static final int RE_CONFIG = 130;
  static final int FORWARD_TSN = 192;

  /** Flags of DATA. */
  static final int LAST = 1;

  static final int FIRST = 2;
  static final int UNORDERED = 4;
  static final int IMMEDIATE = 8;

  /** Flag of ABORT and SHUTDOWN COMPLETE: the verification tag is the sender's own. */
  static final int REFLECTED = 1;

  static final int PARAM_HEARTBEAT_INFO = 1;
  static final int PARAM_IPV4 = 5;
  static final int PARAM_IPV6 = 6;
  static final int PARAM_STATE_COOKIE = 7;
  static final int PARAM_UNRECOGNIZED = 8;
  static final int PARAM_COOKIE_PRESERVATIVE = 9;
  static final int PARAM_HOST_NAME = 11;
  static final int PARAM_ADDRESS_TYPES = 12;
  static final int PARAM_ECN = 0x8000;
  static final int PARAM_EXTENSIONS = 0x8008;
  static final int PARAM_FORWARD_TSN = 0xc000;

  static final int PARAM_OUTGOING_RESET = 13;
  static final int PARAM_INCOMING_RESET = 14;
  static final int PARAM_TSN_RESET = 15;
  static final int PARAM_RESPONSE = 16;
  static final int PARAM_ADD_OUTGOING = 17;
  static final int PARAM_ADD_INCOMING = 18;

  static final int CAUSE_INVALID_STREAM = 1;
  static final int CAUSE_STALE_COOKIE = 3;
  static final int CAUSE_UNRESOLVABLE_ADDRESS = 5;
  static final int CAUSE_UNRECOGNIZED_CHUNK = 6;
  static final int CAUSE_INVALID_PARAMETER = 7;
  static final int CAUSE_UNRECOGNIZED_PARAMETERS = 8;
  static final int CAUSE_NO_USER_DATA = 9;
  static final int CAUSE_USER_ABORT = 12;
  static final int CAUSE_PROTOCOL_VIOLATION = 13;

  static final int RESET_NOTHING_TO_DO = 0;
  static final int RESET_PERFORMED = 1;
  static final int RESET_DENIED = 2;
  static final int RESET_WRONG_SSN = 3;
  static final int RESET_BUSY = 4;
  static final int RESET_BAD_SEQUENCE = 5;
  static final int RESET_IN_PROGRESS = 6;

  static final int PPID_DCEP = 50;
  static final int PPID_STRING = 51;
  static final int PPID_BINARY_PARTIAL = 52;
  static final int PPID_BINARY = 53;
  static final int PPID_STRING_PARTIAL = 54;
  static final int PPID_STRING_EMPTY = 56;
  static final int PPID_BINARY_EMPTY = 57;

  private Wire() {}
}
