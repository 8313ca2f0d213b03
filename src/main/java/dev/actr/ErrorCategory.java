package dev.actr;

/** Where a failure reported by {@link Workload#onError} came from. */
public enum ErrorCategory {
  /** A handler threw something other than an {@link ActrException}. */
  HANDLER_PANIC,
  /** A handler threw an {@link ActrException}. */
  HANDLER_ERROR,
  /** Registration, the signaling connection or a verification that needs it failed. */
  SIGNALING_FAILURE,
  /** A connection to a peer failed. */
  TRANSPORT_FAILURE,
  /** Data chunks were under way on a connection that has gone. */
  DATA_STREAM_DELIVERY_UNCERTAIN
}
