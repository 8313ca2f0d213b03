package dev.actr;

/** Receives the chunks of a stream, one at a time, in the order of their arrival. */
@FunctionalInterface
public interface StreamHandler {

  /**
   * Takes a chunk, on an executor thread with the CDI request context active. An exception is
   * logged; the stream goes on.
   *
   * @param chunk not null
   * @param sender the node that sent it, as its connection was authenticated; not null
   * @throws Exception to have it logged
   */
  void onChunk(DataChunk chunk, ActrId sender) throws Exception;
}
