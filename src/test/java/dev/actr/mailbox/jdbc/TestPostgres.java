package dev.actr.mailbox.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.tukaani.xz.XZInputStream;

/**
 * A PostgreSQL of the tests' own, unpacked from its artifact, in a directory and on a port that are
 * free. It refuses to run as root, so it is another user's there.
 */
public final class TestPostgres implements AutoCloseable {

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String NOBODY = "65534";

  private final Path home;
  private int port;

  /** Skips a test where the artifact's programs do not run. */
  public static void assumeThereIsOne() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(
        system.equals("Linux amd64"),
        "the tests' PostgreSQL is one for Linux amd64, and this is " + system);
  }

  /** Starts one, which may take some seconds. */
  public TestPostgres() {
    try {
      home = Files.createTempDirectory("actr-postgres");
      unpack();
      if (isRoot()) {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        run(List.of("chown", "-R", NOBODY + ":" + NOBODY, home.toString()));
      }
      run(
          asUser(
              "bin/initdb",
              "-D",
              "data",
              "-U",
              "actr",
              "-A",
              "trust",
              "-E",
              "UTF8",
              "--no-locale"));
      startSomewhere();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void unpack() throws IOException {
    Process tar = new ProcessBuilder("tar", "-x", "-C", home.toString()).start();
    try (InputStream packed = TestPostgres.class.getResourceAsStream(ARCHIVE);
        InputStream archive = new XZInputStream(packed);
        OutputStream out = tar.getOutputStream()) {
      archive.transferTo(out);
    }
    end(tar, "tar");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private List<String> asUser(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.add(home.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private void run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("commands.log").toFile())
            .start();
    end(process, String.join(" ", command));
  }

  private void end(Process process, String what) throws IOException {
    try {
      if (process.waitFor() != 0) {
        Path log = home.resolve("commands.log");
        throw new IOException(what + ": " + (Files.exists(log) ? Files.readString(log) : ""));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another may take the port before it does. */
  private void startSomewhere() throws IOException {
    for (int attempt = 1; ; attempt++) {
      port = freePort();
      try {
        start();
        return;
      } catch (UncheckedIOException e) {
        if (attempt == 3) {
          throw e;
        }
      }
    }
  }

  /** None that the system gives to a client while this is stopped. */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // That one is taken.
      }
    }
  }

  /** Starts it again after {@link #stop}, with what it had. */
  public void start() {
    control("start", "-w", "-t", "120", "-l", "server.log", "-o", options());
  }

  private String options() {
    return "-h 127.0.0.1 -p " + port + " -c unix_socket_directories= -c shared_buffers=32MB";
  }

  /** Stops it as a failure of its machine would, with the connections it has. */
  public void stop() {
    control("stop", "-m", "immediate", "-w");
  }

  private void control(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-D", "data"));
    all.addAll(List.of(arguments));
    try {
      run(asUser("bin/pg_ctl", all.toArray(String[]::new)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=actr";
  }

  /** Connections to a database by URL. */
  public static DataSource dataSource(String url) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url);
    return dataSource;
  }

  /** Connections to it. */
  public DataSource dataSource() {
    return dataSource(url());
  }

  @Override
  public void close() throws IOException {
    stop();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
