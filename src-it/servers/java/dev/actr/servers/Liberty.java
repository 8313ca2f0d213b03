package dev.actr.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Open Liberty with {@code server-config/liberty/server.xml}. */
final class Liberty extends TestServer {

  private int port;

  Liberty() {
    super("Open Liberty", System.getProperty("liberty.version"));
  }

  @Override
  ProcessBuilder prepare(Path folder, Map<String, String> properties) throws IOException {
    port = Folders.freePorts(1).get(0);
    Path server = server();
    Folders.copy(Folders.CONFIG.resolve("liberty/server.xml"), server.resolve("server.xml"));
    Folders.copy(Folders.UNPACKED.resolve("h2.jar"), server.resolve("lib/h2-scenario.jar"));
    Files.write(server.resolve("jvm.options"), options(properties));
    if (usesDatabase()) {
      Folders.copy(
          Folders.CONFIG.resolve("liberty/mailbox.xml"),
          server.resolve("configDropins/defaults/mailbox.xml"));
      Folders.copy(
          Folders.UNPACKED.resolve("postgresql.jar"), server.resolve("lib/postgresql-driver.jar"));
    }
    // Always, as without these features it cannot load the scenario's resources.
    Folders.copy(
        Folders.CONFIG.resolve("liberty/security.xml"),
        server.resolve("configDropins/defaults/security.xml"));
    deploy();
    Path script = Folders.UNPACKED.resolve("wlp/bin/server");
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString(), "run", "scenario");
    builder.environment().put("WLP_USER_DIR", folder.resolve("usr").toString());
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    tellerPassword().ifPresent(p -> builder.environment().put("TELLER_PASSWORD", p));
    return builder;
  }

  private Path server() {
    return folder().resolve("usr/servers/scenario");
  }

  private void deploy() throws IOException {
    Folders.copy(application(Applications.WAR), server().resolve("apps/scenario.war"));
  }

  @Override
  void redeploy() throws IOException {
    deploy();
  }

  @Override
  void undeploy() throws IOException {
    Files.delete(server().resolve("apps/scenario.war"));
  }

  @Override
  URI api() {
    return URI.create("http://127.0.0.1:" + port + "/scenario/api/");
  }

  @Override
  URI readiness() {
    return URI.create("http://127.0.0.1:" + port + "/health/ready");
  }

  /**
   * One is a key in a table of its managed executors, {@code ThirdPartyContextCoordinator}; one is
   * in the type that a method handle of the JDK 17 was last asked for.
   */
  @Override
  int loadersKept() {
    return 2;
  }

  @Override
  String dataSource() {
    return "jdbc/actors";
  }

  @Override
  List<Ability> abilities() {
    return List.of(Ability.values());
  }
}
