package dev.actr.servers;

import java.nio.file.Path;

/** The packaged applications. */
final class Applications {

  static final Path WAR = Folders.APPLICATIONS.resolve("jakartaee/target/scenario.war");

  static final Path QUARKUS =
      Folders.APPLICATIONS.resolve("quarkus/target/quarkus-app/quarkus-run.jar");

  private Applications() {}

  /** The class path of a plain program. */
  static String classPath(String application) {
    Path target = Folders.APPLICATIONS.resolve(application).resolve("target");
    return target.resolve("classes") + System.getProperty("path.separator") + target + "/lib/*";
  }
}
