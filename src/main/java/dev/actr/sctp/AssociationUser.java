package dev.actr.sctp;

import dev.actr.sctp.DataChannelsListener.CloseReason;

/** What an association tells the layer above it, in the midst of its work. */
interface AssociationUser {

  /**
   * Data can be sent.
   *
   * @param restarted whether the peer has begun anew, so that what was sent before is lost
   */
  void established(boolean restarted);

  /** A message has arrived; it takes of the window until {@link SctpAssociation#consumed}. */
  void message(Message message);

  /** So many bytes of a message no longer wait: they were sent, or given up. */
  void taken(OutgoingMessage message, int bytes);

  /** The peer has reset its side of a stream. */
  void incomingReset(int stream);

  /** Our side of a stream is reset, or the peer has refused to. */
  void outgoingReset(int stream, boolean performed);

  /** It is being shut down by either side: nothing more can be sent. */
  void shuttingDown();

  /** The association is over. */
  void ended(CloseReason reason, String detail);
}
