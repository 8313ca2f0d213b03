package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.devserver.DevServer;
import dev.actr.devserver.DevServerBuilder;
import dev.actr.net.IoLoops;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What the nodes of an application share: threads, sockets, and the development server if any. */
final class NodeResources implements AutoCloseable {

  private final ClassLoader application = Thread.currentThread().getContextClassLoader();
  private final Workers container = Workers.obtain();
  private final IoLoops loops = new IoLoops();
  private final HttpClient http = HttpClient.newBuilder().executor(container.executor()).build();
  private Optional<DevServer> devServer = Optional.empty();
  private volatile Workers workers = container;

  Executor executor() {
    return task -> workers.inContext().execute(task);
  }

  /** What stopping takes does not depend on the container, which may be about to end. */
  void beginStop() {
    workers = container.withoutContainer(application);
  }

  IoLoops loops() {
    return loops;
  }

  HttpClient http() {
    return http;
  }

  /** Starts a development server; throws if its port cannot be bound. */
  DevServerConfig.Urls startDevServer(DevServerConfig config) {
    DevServerBuilder builder =
        DevServer.builder()
            .host(config.host())
            .port(config.port())
            .credentialLifetime(config.credentialLifetime());
    config
        .realms()
        .forEach(
            (realm, secret) ->
                secret.ifPresentOrElse(s -> builder.realm(realm, s), () -> builder.realm(realm)));
    try {
      DevServer server = builder.start(loops);
      devServer = Optional.of(server);
      return new DevServerConfig.Urls(server.aisUri(), server.signalingUri());
    } catch (IOException e) {
      throw LOG.devServerFailed(config.host(), config.port(), e);
    }
  }

  @Override
  public void close() {
    devServer.ifPresent(DevServer::close);
    loops.close();
    workers.close();
    container.close();
  }
}
