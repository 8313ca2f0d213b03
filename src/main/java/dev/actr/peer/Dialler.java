package dev.actr.peer;

import dev.actr.ActrId;
import java.util.concurrent.CompletableFuture;

/** Opens connections to peers. */
@FunctionalInterface
public interface Dialler {

  /**
   * Connects.
   *
   * @param peer whom to
   * @param receiver takes what arrives on the connection
   * @return the open connection; fails with an {@code ActrException}. Who no longer wants it
   *     cancels it
   */
  CompletableFuture<PeerLink> dial(ActrId peer, PeerReceiver receiver);
}
