package dev.actr.peer.websocket;

import java.util.ArrayList;
import java.util.List;

/**
 * Chunks that wait until the listener reads them. Unlike requests they cannot be repeated, as
 * nothing would recognize them. Confined to the connection's loop.
 */
final class HeldChunks {

  private List<Runnable> waiting = new ArrayList<>();

  /**
   * Has a chunk wait, or sends it if none has to any more.
   *
   * @param send sends it
   */
  void add(Runnable send) {
    if (waiting == null) {
      send.run();
    } else {
      waiting.add(send);
    }
  }

  /** Sends what waits, in the order it came. */
  void release() {
    if (waiting != null) {
      List<Runnable> all = waiting;
      waiting = null;
      all.forEach(Runnable::run);
    }
  }
}
