package dev.actr.net;

import java.io.IOException;

/** The server answered a WebSocket upgrade with an HTTP status of its own. */
public final class UpgradeRejectedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The HTTP status. */
  private final int status;

  UpgradeRejectedException(int status) {
    super("WebSocket upgrade answered with HTTP status " + status);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
