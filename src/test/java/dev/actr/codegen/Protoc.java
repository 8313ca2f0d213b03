package dev.actr.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Empty;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import dev.actr.wire.proto.OptionsProtos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The real protoc, as the build has fetched it. */
final class Protoc {

  /** What one run said. */
  record Result(int exitCode, String output) {}

  private static final Path BINARY = binary();

  private final Path sources;
  private final Path work;

  /** Reads proto files from one folder and writes to another, which exists. */
  Protoc(Path sources, Path work) {
    this.sources = sources;
    this.work = work;
  }

  /** A folder of the test resources. */
  static Path resources(String folder) {
    URL url = Protoc.class.getResource("/codegen/" + folder);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Result run(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(BINARY.toString());
    command.add("-I" + sources);
    command.add("-I" + BundledProtos.FOLDER);
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What protoc would ask a plugin for these files. */
  CodeGeneratorRequest request(String... files) {
    Path set = work.resolve("descriptors.bin");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--descriptor_set_out=" + set,
                "--include_imports",
                "--include_source_info",
                "--retain_options"));
    arguments.addAll(List.of(files));
    Result result = run(arguments.toArray(String[]::new));
    if (result.exitCode() != 0) {
      throw new IllegalArgumentException(result.output());
    }
    try {
      List<FileDescriptorProto> protos =
          FileDescriptorSet.parseFrom(Files.readAllBytes(set), ProtocPlugin.extensions())
              .getFileList();
      return CodeGeneratorRequest.newBuilder()
          .addAllFileToGenerate(List.of(files))
          .addAllProtoFile(protos)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The compiled message classes of these files. */
  Path messages(String... files) throws IOException {
    Path out = Files.createDirectory(work.resolve("messages"));
    List<String> arguments = new ArrayList<>(List.of("--java_out=" + out));
    arguments.addAll(List.of(files));
    Result result = run(arguments.toArray(String[]::new));
    if (result.exitCode() != 0) {
      throw new IllegalArgumentException(result.output());
    }
    JavaCompilation.compileIn(out);
    return out;
  }

  /** The plugin as a program of its own, as protoc starts it. */
  Path plugin() throws IOException {
    Path script = work.resolve("protoc-gen-actr");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        Stream.of(ProtocPlugin.class, Empty.class)
            .map(type -> folderOrJarOf(type).toString())
            .reduce((one, other) -> one + ":" + other)
            .orElseThrow();
    Files.writeString(
        script,
        "#!/bin/sh\nexec '" + java + "' -cp '" + classPath + "' dev.actr.codegen.ProtocPlugin\n");
    script.toFile().setExecutable(true);
    return script;
  }

  private static Path folderOrJarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path binary() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String platform =
        (os.startsWith("mac") ? "osx" : os.startsWith("windows") ? "windows" : "linux")
            + "-"
            + (arch.equals("aarch64") ? "aarch_64" : "x86_64");
    Path folder = Path.of(System.getProperty("protoc.folder"));
    try (Stream<Path> files = Files.list(folder)) {
      Path fetched =
          files
              .filter(file -> file.getFileName().toString().endsWith(platform + ".exe"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no protoc in " + folder));
      Path copy = Files.createTempDirectory(Path.of("target"), "protoc").resolve("protoc.exe");
      Files.copy(fetched, copy, StandardCopyOption.REPLACE_EXISTING);
      copy.toFile().setExecutable(true);
      return copy.toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The proto files that come in jars, laid out for protoc. */
  private static final class BundledProtos {

    static final Path FOLDER = extract();

    private static Path extract() {
      try {
        Path folder = Files.createTempDirectory(Path.of("target"), "protos").toAbsolutePath();
        for (String name :
            List.of(
                "any",
                "descriptor",
                "duration",
                "empty",
                "java_features",
                "struct",
                "timestamp",
                "wrappers")) {
          copy(Empty.class, "google/protobuf/" + name + ".proto", folder);
        }
        copy(OptionsProtos.class, "actr/options.proto", folder);
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void copy(Class<?> jar, String name, Path folder) throws IOException {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      try (var in = jar.getResourceAsStream("/" + name)) {
        Files.copy(in, file);
      }
    }
  }
}
