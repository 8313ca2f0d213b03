package dev.actr.cdi;

import dev.actr.ServiceClient;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;

/** Makes a client to inject, where the build has found the clients. The container calls it. */
public final class RemoteClientCreator implements SyntheticBeanCreator<ServiceClient> {

  static final String TYPE = "type";
  static final String SERVICE = "service";
  static final String FROM = "from";

  /** Called by the container. */
  public RemoteClientCreator() {}

  @Override
  public ServiceClient create(Instance<Object> lookup, Parameters parameters) {
    return lookup
        .select(RemoteClients.class)
        .get()
        .client(
            RemotePoint.of(
                parameters.get(TYPE, Class.class),
                parameters.get(SERVICE, String.class),
                parameters.get(FROM, String.class)));
  }
}
