package dev.actr;

import java.util.Objects;

/** Where a call, a message or a data chunk goes. */
public sealed interface Dest {

  /** The application around the actor: its {@link HostHandler}. */
  record Host() implements Dest {}

  /** The actor itself. */
  record Workload() implements Dest {}

  /**
   * Another node.
   *
   * @param id the node, not null
   */
  record Peer(ActrId id) implements Dest {

    /** Checks for null. */
    public Peer {
      Objects.requireNonNull(id, "id");
    }
  }

  /** The application around the actor. */
  static Dest host() {
    return new Host();
  }

  /** The actor itself. */
  static Dest workload() {
    return new Workload();
  }

  /**
   * Another node.
   *
   * @param id the node, not null
   * @return the destination
   */
  static Dest peer(ActrId id) {
    return new Peer(id);
  }
}
