package dev.actr.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** WildFly with {@code server-config/wildfly/actr.cli} and its deployment scanner. */
final class WildFly extends TestServer {

  private int port;
  private int managementPort;

  WildFly() {
    super("WildFly", System.getProperty("wildfly.version"));
  }

  @Override
  ProcessBuilder prepare(Path folder, Map<String, String> properties)
      throws IOException, InterruptedException {
    List<Integer> ports = Folders.freePorts(3);
    port = ports.get(0);
    managementPort = ports.get(1);
    Path home = Folders.UNPACKED.resolve("wildfly-" + version());
    Path base = folder.resolve("standalone");
    Folders.copy(home.resolve("standalone"), base);
    configure(home, base, "wildfly/actr.cli");
    if (usesDatabase()) {
      Folders.copy(
          Folders.UNPACKED.resolve("postgresql.jar"), base.resolve("deployments/postgresql.jar"));
      configure(home, base, "wildfly/mailbox.cli");
    }
    if (tellerPassword().isPresent()) {
      configure(home, base, "wildfly/security.cli");
      addTeller(home, base, tellerPassword().get());
    }
    deploy();
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                home.resolve("bin/standalone.sh").toString(),
                "-c",
                "standalone-microprofile.xml",
                "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + port,
                "-Djboss.management.http.port=" + managementPort,
                "-Djboss.https.port=" + ports.get(2)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PREPEND_JAVA_OPTS", String.join(" ", options(properties)));
    return builder;
  }

  /**
   * As users do, except that idle threads end: the first request a thread was made for stays on its
   * stack, and with it the application, whatever that has in it.
   */
  private void configure(Path home, Path base, String name)
      throws IOException, InterruptedException {
    String last = "stop-embedded-server";
    Path script = folder().resolve("configure.cli");
    Files.writeString(
        script,
        Files.readString(Folders.CONFIG.resolve(name))
            .replace(
                last,
                """
                /subsystem=io/worker=default:write-attribute(name=task-core-threads,value=0)
                /subsystem=io/worker=default:write-attribute(name=task-keepalive,value=1000)
                """
                    + last));
    ProcessBuilder cli =
        new ProcessBuilder("bash", home.resolve("bin/jboss-cli.sh").toString(), "--file=" + script);
    cli.environment().put("JAVA_HOME", System.getProperty("java.home"));
    cli.environment().put("JAVA_OPTS", "-Djboss.server.base.dir=" + base);
    ServerProcess.run(cli, folder().resolve("cli.log"));
  }

  private void addTeller(Path home, Path base, String password)
      throws IOException, InterruptedException {
    ProcessBuilder addUser =
        new ProcessBuilder(
            "bash",
            home.resolve("bin/add-user.sh").toString(),
            "-s",
            "-a",
            "-u",
            "teller",
            "-p",
            password,
            "-g",
            "teller",
            "-sc",
            base.resolve("configuration").toString());
    addUser.environment().put("JAVA_HOME", System.getProperty("java.home"));
    ServerProcess.run(addUser, folder().resolve("add-user.log"));
  }

  private void deploy() throws IOException {
    Path deployments = folder().resolve("standalone/deployments");
    Folders.copy(application(Applications.WAR), deployments.resolve("scenario.war"));
    Files.writeString(deployments.resolve("scenario.war.dodeploy"), "");
  }

  @Override
  void redeploy() throws IOException {
    deploy();
  }

  @Override
  void undeploy() throws IOException {
    Files.delete(folder().resolve("standalone/deployments/scenario.war.deployed"));
  }

  @Override
  URI api() {
    return URI.create("http://127.0.0.1:" + port + "/scenario/api/");
  }

  @Override
  URI readiness() {
    return URI.create("http://127.0.0.1:" + managementPort + "/health/ready");
  }

  @Override
  String dataSource() {
    return "java:/jdbc/actors";
  }

  /**
   * One is on the stack of an exception in a static field of its H2, where the application was the
   * first to use that; one is in the type that a method handle of the JDK 17 was last asked for.
   */
  @Override
  int loadersKept() {
    return 2;
  }

  @Override
  List<Ability> abilities() {
    return List.of(Ability.values());
  }
}
