package dev.actr.signaling;

import dev.actr.ActrException;
import dev.actr.identity.Identity;
import java.util.concurrent.CompletionStage;

/** Learns what happens to the signaling connection; called on its loop, must not block. */
public interface SignalingListener {

  /** An attempt to connect begins. */
  void connecting();

  /** An attempt to connect has failed; another one follows. */
  void connectFailed(ActrException failure);

  /** The connection is open. */
  void connected();

  /** The open connection has gone. */
  void disconnected(ActrException reason);

  /**
   * The server does not accept the credential any more.
   *
   * @return the identity to go on with; the next attempt waits for it
   */
  CompletionStage<Identity> credentialRejected();

  /** The server accepts the credential, but not for much longer. */
  void credentialWarned();
}
