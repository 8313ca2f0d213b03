package dev.actr.node;

/** The life of a node. */
public enum NodeState {
  /** Created, not yet started. */
  INITIALIZING,
  /** {@code onStart} runs. */
  STARTING,
  /** Registering with the AIS. */
  REGISTERING,
  /** Opening the first signaling connection. */
  CONNECTING,
  /** Serving. */
  READY,
  /** Serving those peers that are connected, while signaling is being restored. */
  RECOVERING,
  /** Admitting nothing more, finishing what is in flight, stopping. */
  DRAINING,
  /** Stopped. */
  HALTED,
  /** Could not start. */
  CRASHED
}
