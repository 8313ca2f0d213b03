package dev.actr.peer;

import com.google.protobuf.MessageLite;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.PayloadType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An open connection with a peer. Thread-safe. */
public interface PeerLink {

  /** The node at the other end. */
  ActrId peer();

  /**
   * Sends a message.
   *
   * @param lane its lane
   * @param message an RPC envelope or data chunk, as the lane wants
   * @return done when the message is handed to the operating system; fails with an {@code
   *     ActrException}. Completes on an I/O thread
   */
  CompletableFuture<Void> send(PayloadType lane, MessageLite message);

  /**
   * Why nothing new should be sent on it just now. Who is told so should not wait for it, but try
   * again later.
   *
   * @return empty if it may be used
   */
  default Optional<ActrException> notReady() {
    return Optional.empty();
  }

  /** Whether both sides send requests on it, whoever opened it. */
  boolean isDuplex();

  /** Whether messages can be sent. */
  boolean isOpen();

  /**
   * Closes the connection; idempotent.
   *
   * @return done when it is closed
   */
  CompletableFuture<Void> close();
}
