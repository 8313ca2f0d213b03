package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.PayloadType;
import java.util.concurrent.CompletionStage;

/** Takes what peers ask of a node. Called on I/O threads; must not block. */
public interface Inbox {

  /**
   * A request or message.
   *
   * @param request to be answered, unless it is a message
   * @return done when its sender may go on
   */
  CompletionStage<Void> request(IncomingRequest request);

  /**
   * A handler's response is longer than is sent; its caller is told.
   *
   * @param failure what the caller is told
   */
  void responseTooLong(ActrException failure);

  /**
   * A data chunk.
   *
   * @param sender as its connection was authenticated
   * @param lane it came on
   * @param chunk as it came
   * @return done when its sender may go on
   */
  CompletionStage<Void> chunk(ActrId sender, PayloadType lane, DataChunk chunk);
}
