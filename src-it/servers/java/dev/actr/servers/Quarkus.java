package dev.actr.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Quarkus with {@code server-config/quarkus/application.properties}. */
final class Quarkus extends TestServer {

  private int port;

  Quarkus() {
    super("Quarkus", System.getProperty("quarkus.version"));
  }

  @Override
  ProcessBuilder prepare(Path folder, Map<String, String> properties) throws IOException {
    port = Folders.freePorts(1).get(0);
    Folders.copy(
        Folders.CONFIG.resolve("quarkus/application.properties"),
        folder.resolve("config/application.properties"));
    if (usesDatabase()) {
      Files.writeString(
          folder.resolve("config/application.properties"),
          Files.readString(Folders.CONFIG.resolve("quarkus/mailbox.properties")),
          StandardOpenOption.APPEND);
    }
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-Dquarkus.http.port=" + port);
    command.addAll(options(properties));
    command.addAll(List.of("-jar", application(Applications.QUARKUS).toString()));
    return new ProcessBuilder(command).directory(folder.toFile());
  }

  @Override
  URI api() {
    return URI.create("http://127.0.0.1:" + port + "/api/");
  }

  @Override
  URI readiness() {
    return URI.create("http://127.0.0.1:" + port + "/q/health/ready");
  }

  @Override
  String dataSource() {
    return "actors";
  }

  @Override
  List<Ability> abilities() {
    return List.of(Ability.CONFIGURED_REALM, Ability.MAILBOX_DATABASE, Ability.TRANSACTIONS);
  }
}
