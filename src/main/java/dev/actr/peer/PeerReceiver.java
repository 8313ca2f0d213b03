package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.PayloadType;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Takes what arrives from peers. Called on I/O threads; must not block. */
public interface PeerReceiver {

  /**
   * A request or message.
   *
   * @param link where it came from, and its response may go
   * @param lane it came on
   * @param envelope with a direction of request or tell
   * @param encoded the envelope as it came; not changed by anybody
   * @return done when the link may go on reading
   */
  CompletionStage<Void> request(
      PeerLink link, PayloadType lane, RpcEnvelope envelope, byte[] encoded);

  /**
   * A response.
   *
   * @param link where it came from
   * @param envelope with a direction of response
   */
  void response(PeerLink link, RpcEnvelope envelope);

  /**
   * The peer has refused a request that it would refuse again. Its connection is about to end.
   *
   * @param link the request was sent on
   * @param requestId of the request
   * @param reason what its caller is told
   */
  void refused(PeerLink link, String requestId, ActrException reason);

  /**
   * A data chunk.
   *
   * @param link where it came from
   * @param lane it came on
   * @param chunk as it came
   * @return done when the link may go on reading
   */
  CompletionStage<Void> chunk(PeerLink link, PayloadType lane, DataChunk chunk);

  /**
   * A peer has opened a connection, or has answered one for which both sides show a credential.
   *
   * @param link not known before
   * @param expiry of the credential it has shown
   */
  void accepted(PeerLink link, Instant expiry);

  /**
   * A peer has shown a credential again.
   *
   * @param link whose peer it is
   * @param expiry of the credential
   */
  void shown(PeerLink link, Instant expiry);

  /** An open connection has gone, whoever opened it. */
  void closed(PeerLink link);
}
