package dev.actr.servers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A runtime that is a Java program itself, with the application on its class path. */
final class PlainJava extends TestServer {

  private final String application;
  private final String main;
  private int port;

  /**
   * A container.
   *
   * @param application the folder it was packaged in
   * @param main the program's main class
   */
  PlainJava(String name, String version, String application, String main) {
    super(name, version);
    this.application = application;
    this.main = main;
  }

  /** The same runtime, started by another program. */
  PlainJava withMain(String other) {
    return new PlainJava(
        name(), version(), application, main.startsWith("io.helidon") ? main : other);
  }

  @Override
  ProcessBuilder prepare(Path folder, Map<String, String> properties) throws IOException {
    port = Folders.freePorts(1).get(0);
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(options(properties));
    command.addAll(
        List.of("-Dserver.port=" + port, "-cp", Applications.classPath(application()), main));
    return new ProcessBuilder(command);
  }

  /** The folder of what it runs. */
  Path application() {
    return application(scenario());
  }

  /** What the scenario runs with, whatever it is that runs. */
  Path libraries() {
    return scenario().resolve("lib");
  }

  private Path scenario() {
    return Folders.APPLICATIONS.resolve(application).resolve("target");
  }

  @Override
  URI api() {
    // Helidon takes an application's path from beans alone, which that class is none of.
    String path = main.startsWith("io.helidon") ? "/" : "/api/";
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  URI readiness() {
    return URI.create("http://127.0.0.1:" + port + "/health/ready");
  }

  @Override
  List<Ability> abilities() {
    return List.of();
  }
}
