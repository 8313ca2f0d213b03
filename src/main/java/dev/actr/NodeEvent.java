package dev.actr;

import java.util.Objects;
import java.util.Optional;

/**
 * Something happened to a node as a whole.
 *
 * @param actor the actor's name, not null
 * @param id the node's identity; empty until its first registration
 */
public record NodeEvent(String actor, Optional<ActrId> id) {

  /** Checks for null. */
  public NodeEvent {
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(id, "id");
  }
}
