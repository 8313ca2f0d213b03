package dev.actr;

/**
 * A generated client of a service. It has a public constructor that takes a {@link RemoteCaller}.
 */
public interface ServiceClient {

  /**
   * The service as it was when the client was generated. Discovery prefers nodes that serve exactly
   * this.
   *
   * @return not null
   */
  ServiceSpec service();
}
