package dev.actr.webrtc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The implementations that are run as processes. */
enum Stack {
  CHROMIUM,
  WERIFT,
  LIBDATACHANNEL;

  private static final Path MODULES = Path.of("target", "interop", "npm").toAbsolutePath();
  private static final List<String> PATH =
      List.of(System.getenv().getOrDefault("PATH", "").split(":"));

  /** Whether it is there, or can be had of the npm registry. */
  boolean isInstalled() throws IOException, InterruptedException {
    return this == CHROMIUM ? isOnPath("chromium") : isOnPath("node") && hasModules();
  }

  private static boolean isOnPath(String name) {
    return PATH.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  private static synchronized boolean hasModules() throws IOException, InterruptedException {
    if (Files.isDirectory(MODULES.resolve("node_modules/werift"))) {
      return true;
    }
    Files.createDirectories(MODULES);
    Files.copy(
        Path.of("src-it/interop/src/test/js/package.json"),
        MODULES.resolve("package.json"),
        StandardCopyOption.REPLACE_EXISTING);
    return new ProcessBuilder("npm", "install", "--no-audit", "--no-fund")
            .directory(MODULES.toFile())
            .redirectErrorStream(true)
            .redirectOutput(MODULES.resolve("npm.log").toFile())
            .start()
            .waitFor()
        == 0;
  }

  /** Starts the peer of {@code peer.js}. */
  List<String> command(Path scripts, Path folder, String url) {
    if (this == CHROMIUM) {
      return List.of(
          "chromium",
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--no-first-run",
          "--user-data-dir=" + folder.resolve("profile"),
          url + "/page.html");
    }
    String module = Map.of(WERIFT, "werift", LIBDATACHANNEL, "node-datachannel/polyfill").get(this);
    return List.of("node", scripts.resolve("node.mjs").toString(), module, MODULES.toString(), url);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
