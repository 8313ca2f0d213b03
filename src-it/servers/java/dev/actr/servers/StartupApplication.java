package dev.actr.servers;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * An application that does nothing but start: some beans, and one that prints how long after the
 * process the application was there. Either each bean is an actor, or there is no library.
 *
 * @param beans how many
 * @param actors whether they are actors
 */
record StartupApplication(int beans, boolean actors) {

  static final String MAIN = "startup.Main";

  private static final String BEANS_XML =
      "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
          + " bean-discovery-mode=\"annotated\"/>";

  /** Begins a line that ends with the time elapsed and that of the processors. */
  static final String STARTED = "startup: application after ";

  static final String READY = "startup: actors after ";

  private static final String ANNOUNCER =
      """
      package startup;

      import jakarta.enterprise.context.ApplicationScoped;
      import jakarta.enterprise.event.Observes;
      import jakarta.enterprise.event.Startup;

      @ApplicationScoped
      public class Announcer {

        @jakarta.inject.Inject Bean0 bean;

        public static void say(String what) {
          ProcessHandle.Info process = ProcessHandle.current().info();
          long elapsed =
              System.currentTimeMillis() - process.startInstant().orElseThrow().toEpochMilli();
          System.out.println(
              what + elapsed + " ms, " + process.totalCpuDuration().orElseThrow().toMillis() + " ms");
          System.out.flush();
        }

        void started(@Observes @jakarta.annotation.Priority(10_000) Startup event) {
          say("startup: application after ");
        }
      }
      """;

  private static final String COUNTER =
      """
      package startup;

      import dev.actr.NodeEvent;
      import dev.actr.event.Ready;
      import jakarta.enterprise.context.ApplicationScoped;
      import jakarta.enterprise.event.Observes;
      import java.util.concurrent.atomic.AtomicInteger;

      @ApplicationScoped
      public class Counter {

        private final AtomicInteger ready = new AtomicInteger();

        void ready(@Observes @Ready NodeEvent node) {
          if (ready.incrementAndGet() == %d) {
            Announcer.say("startup: actors after ");
          }
        }
      }
      """;

  private static final String SE_MAIN =
      """
      package startup;

      import jakarta.enterprise.inject.se.SeContainerInitializer;

      public final class Main {
        public static void main(String[] arguments) throws Exception {
          SeContainerInitializer.newInstance().initialize();
          Thread.currentThread().join();
        }
      }
      """;

  private static final String BEAN =
      """
      package startup;

      import jakarta.enterprise.context.ApplicationScoped;

      @ApplicationScoped
      public class Bean%d {}
      """;

  private static final String ACTOR =
      """
      package startup;

      import dev.actr.Actor;
      import dev.actr.MessageDispatcher;
      import dev.actr.Workload;

      @Actor("acme:Bean%1$d:1.0.0")
      public class Bean%1$d implements Workload {
        @Override
        public MessageDispatcher<?> dispatcher() {
          return MessageDispatcher.none();
        }
      }
      """;

  private static final String QUARKUS_KEEPS_THEM =
      """
      package startup;

      import jakarta.enterprise.context.ApplicationScoped;
      import jakarta.enterprise.event.Observes;
      import jakarta.enterprise.event.Startup;

      @ApplicationScoped
      public class Keeper {
        %s
        void started(@Observes Startup event) {}
      }
      """;

  @Override
  public String toString() {
    return beans + (actors ? " actors" : " beans, without the library");
  }

  private String id() {
    return (actors ? "actors-" : "beans-") + beans;
  }

  /** Its sources, by the names of their classes. */
  private Map<String, String> sources(boolean se) {
    Map<String, String> sources =
        IntStream.range(0, beans)
            .boxed()
            .collect(Collectors.toMap(i -> "Bean" + i, i -> (actors ? ACTOR : BEAN).formatted(i)));
    sources.put("Announcer", ANNOUNCER);
    if (actors) {
      sources.put("Counter", COUNTER.formatted(beans));
    } else {
      String points =
          IntStream.range(0, beans)
              .mapToObj(i -> "@jakarta.inject.Inject Bean" + i + " bean" + i + ";")
              .collect(Collectors.joining("\n  "));
      sources.put("Keeper", QUARKUS_KEEPS_THEM.formatted(points));
    }
    if (se) {
      sources.put("Main", SE_MAIN);
    }
    return sources;
  }

  private void write(Path folder, boolean se) throws IOException {
    Path place = Files.createDirectories(folder.resolve("startup"));
    for (Map.Entry<String, String> source : sources(se).entrySet()) {
      Files.writeString(place.resolve(source.getKey() + ".java"), source.getValue());
    }
  }

  private void compile(Path folder, Path classes, boolean se) throws IOException {
    write(folder, se);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-nowarn",
                "--release",
                "17",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    try (Stream<Path> files = Files.list(folder.resolve("startup"))) {
      files.map(Path::toString).forEach(arguments::add);
    }
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new AssertionError("does not compile: " + folder);
    }
    Files.createDirectories(classes.resolve("META-INF"));
    Files.writeString(classes.resolve("META-INF/beans.xml"), BEANS_XML);
  }

  /** Packages it for a server; each kind of package is made once. */
  Path packaged(TestServer server) throws IOException, InterruptedException {
    Path all = Folders.RUN.resolveSibling("startup");
    if (server instanceof PlainJava plain) {
      return program(all.resolve(server.folder().getFileName() + "-" + id()), plain.libraries());
    }
    return server instanceof Quarkus ? quarkus() : war(all);
  }

  private Path war(Path all) throws IOException {
    Path war = all.resolve(id()).resolve("scenario.war");
    if (Files.exists(war)) {
      return war;
    }
    Path work = Folders.empty(war.getParent());
    Path classes = Files.createDirectories(work.resolve("classes"));
    compile(work.resolve("java"), classes, false);
    Folders.copy(Applications.WAR, war);
    try (FileSystem files = FileSystems.newFileSystem(war)) {
      Path inside = files.getPath("WEB-INF");
      delete(inside.resolve("classes"));
      if (!actors) {
        delete(inside.resolve("lib"));
      }
      add(classes, inside.resolve("classes"));
    }
    return war;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void add(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path place = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          Files.copy(file, place);
        }
      }
    }
  }

  /** As {@link PlainJava} takes it: the classes, and the libraries of the scenario. */
  private Path program(Path target, Path libraries) throws IOException {
    if (Files.exists(target)) {
      return target;
    }
    Folders.empty(target);
    compile(target.resolve("java"), Files.createDirectories(target.resolve("classes")), true);
    List<String> ofTheLibrary = actors ? List.of() : librariesInWar();
    Files.createDirectories(target.resolve("lib"));
    try (Stream<Path> files = Files.list(libraries)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!ofTheLibrary.contains(name)) {
          Files.copy(file, target.resolve("lib").resolve(name));
        }
      }
    }
    return target;
  }

  /** What the library brings along: the war has nothing else. */
  private static List<String> librariesInWar() throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(Applications.WAR);
        Stream<Path> libraries = Files.list(files.getPath("WEB-INF/lib"))) {
      return libraries
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("jboss-logging"))
          .toList();
    }
  }

  private Path quarkus() throws IOException, InterruptedException {
    Path project = Folders.APPLICATIONS.resolve("quarkus-startup-" + id());
    Path runner = project.resolve("target/quarkus-app/quarkus-run.jar");
    if (Files.exists(runner)) {
      return runner;
    }
    Folders.empty(project);
    write(project.resolve("src/main/java"), false);
    String pom =
        Files.readString(Folders.APPLICATIONS.resolve("quarkus/pom.xml"))
            .replace("${scenario}/core/java", "${project.basedir}/none")
            .replace("${scenario}/rest/java", "${project.basedir}/none")
            .replace("${scenario}/transactions/java", "${project.basedir}/none");
    pom = pom.replaceFirst("(?s)<plugin>\\s*<groupId>io.github.ascopes.*?</plugin>", "");
    Files.writeString(project.resolve("pom.xml"), actors ? pom : withoutLibrary(pom));
    Folders.copy(
        Folders.APPLICATIONS.resolve("quarkus/src/main/resources"),
        project.resolve("src/main/resources"));
    Maven.Result result = Maven.run(project, "package");
    if (result.exitValue() != 0) {
      throw new AssertionError(result.output());
    }
    return runner;
  }

  /** The parent has the library as a dependency of all. */
  private static String withoutLibrary(String pom) throws IOException {
    Path parent = Folders.APPLICATIONS.resolve("pom.xml");
    Path bare = Folders.APPLICATIONS.resolve("bare-pom.xml");
    String text = Files.readString(parent);
    int begin = text.indexOf("  <dependencies>");
    int end = text.indexOf("  </dependencies>") + "  </dependencies>".length();
    Files.writeString(bare, text.substring(0, begin) + text.substring(end));
    return pom.replace("</parent>", "  <relativePath>../bare-pom.xml</relativePath>\n  </parent>");
  }
}
