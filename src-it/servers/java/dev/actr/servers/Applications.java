package dev.actr.servers;

import java.nio.file.Path;

/** The packaged applications. */
final class Applications {

  static final Path WAR = Folders.APPLICATIONS.resolve("jakartaee/target/scenario.war");

  static final Path QUARKUS =
      Folders.APPLICATIONS.resolve("quarkus/target/quarkus-app/quarkus-run.jar");

  private Applications() {}

  /** The class path of a plain program that was packaged here. */
  static String classPath(Path target) {
    return target.resolve("classes") + System.getProperty("path.separator") + target + "/lib/*";
  }
}
