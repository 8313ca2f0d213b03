package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.devserver.DevServer;
import dev.actr.devserver.DevServerBuilder;
import dev.actr.identity.SignedPackage;
import dev.actr.net.IoLoops;
import dev.actr.net.tls.Tls;
import dev.actr.net.tls.TlsConfig;
import dev.actr.net.tls.TlsException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What the nodes of an application share: threads, sockets, and the development server if any. */
final class NodeResources implements AutoCloseable {

  private final ClassLoader application = Thread.currentThread().getContextClassLoader();
  private final Workers container = Workers.obtain();
  private final IoLoops loops = new IoLoops();
  private final Map<TlsConfig, Secured> secured = new HashMap<>();
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

  /**
   * What actors of the same TLS share: its keys and trust, and what sends to the AIS with these.
   */
  record Secured(Tls tls, ReleasableHttpSender http) {}

  /** Called at deployment only. Throws if a file cannot be used any more. */
  synchronized Secured secured(TlsConfig config) {
    return secured.computeIfAbsent(config, this::secure);
  }

  private Secured secure(TlsConfig config) {
    try {
      Tls tls = Tls.of(config);
      tls.watch(loops.group(), executor());
      if (!config.verifiesHostnames()) {
        LOG.hostnamesNotVerified();
      }
      return new Secured(
          tls,
          new ReleasableHttpSender(
              tls.secure(HttpClient.newBuilder().executor(container.executor())).build()));
    } catch (TlsException e) {
      throw LOG.tlsFailed(e.getMessage(), e);
    }
  }

  /** Starts a development server; throws if its port cannot be bound. */
  DevServerConfig.Urls startDevServer(DevServerConfig config) {
    DevServerBuilder builder =
        DevServer.builder()
            .host(config.host())
            .port(config.port())
            .credentialLifetime(config.credentialLifetime());
    config.tls().ifPresent(tls -> builder.tls(secured(tls).tls()));
    config
        .realms()
        .forEach(
            (realm, secret) ->
                secret.ifPresentOrElse(s -> builder.realm(realm, s), () -> builder.realm(realm)));
    for (SignedPackage signed : config.packages()) {
      signed
          .key()
          .ifPresentOrElse(
              key -> builder.manufacturer(signed.type().manufacturer(), key.publicKey()),
              () -> builder.publishedPackage(signed.manifest()));
    }
    config.manufacturers().forEach(m -> builder.manufacturer(m.name(), m.key()));
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
    synchronized (this) {
      secured.values().forEach(s -> s.http().release());
    }
    workers.close();
    container.close();
  }
}
