package dev.actr.peer;

import dev.actr.ActrId;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Opens connections to the addresses peers advertise. */
@FunctionalInterface
public interface AddressDialler {

  /**
   * Connects.
   *
   * @param peer whom to
   * @param address where it listens
   * @param receiver takes what arrives on the connection
   * @return the open connection; fails with an {@code ActrException}
   */
  CompletableFuture<PeerLink> dial(ActrId peer, URI address, PeerReceiver receiver);
}
