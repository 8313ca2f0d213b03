package dev.actr;

import java.io.Serializable;

/**
 * A generated client of a service. It has a public constructor that takes a {@link RemoteCaller}.
 * One that is injected can be serialized, and so be in a bean that is, as of a session.
 */
public interface ServiceClient extends Serializable {

  /**
   * The service as it was when the client was generated. Discovery prefers nodes that serve exactly
   * this.
   *
   * @return not null
   */
  ServiceSpec service();
}
