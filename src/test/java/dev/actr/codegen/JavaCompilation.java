package dev.actr.codegen;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources in memory with every warning an error. */
final class JavaCompilation {

  private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();
  private final List<String> diagnostics;
  private final ClassLoader folderLoader;

  /** Compiles sources by the paths of their files, with classes that are in a folder already. */
  JavaCompilation(Map<String, String> sources, Path folder) {
    folderLoader = loaderOf(folder);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> collector = new DiagnosticCollector<>();
    try (StandardJavaFileManager standard =
        compiler.getStandardFileManager(collector, null, null)) {
      compiler
          .getTask(
              null,
              new MemoryFiles(standard),
              collector,
              List.of(
                  "-Xlint:all",
                  "-Werror",
                  "-proc:none",
                  "--release",
                  "17",
                  "-classpath",
                  System.getProperty("java.class.path") + File.pathSeparator + folder),
              null,
              sources.entrySet().stream()
                  .map(entry -> new Source(entry.getKey(), entry.getValue()))
                  .toList())
          .call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    diagnostics =
        collector.getDiagnostics().stream()
            .filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
            .map(Object::toString)
            .toList();
  }

  /** Compiles what others have generated, which may have warnings, in place. */
  static void compileIn(Path folder) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "--release", "17"));
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    arguments.addAll(List.of("-d", folder.toString()));
    try (Stream<Path> files = Files.walk(folder)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int exitCode =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, errors, arguments.toArray(String[]::new));
    if (exitCode != 0) {
      throw new IllegalArgumentException(errors.toString(StandardCharsets.UTF_8));
    }
  }

  private static ClassLoader loaderOf(Path folder) {
    try {
      return new URLClassLoader(
          new URL[] {folder.toUri().toURL()}, JavaCompilation.class.getClassLoader());
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Errors and warnings. */
  List<String> diagnostics() {
    return diagnostics;
  }

  /** Loads what was compiled. */
  ClassLoader loader() {
    return new ClassLoader(folderLoader) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        ByteArrayOutputStream bytes = classes.get(name);
        if (bytes == null) {
          throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes.toByteArray(), 0, bytes.size());
      }
    };
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String code;

    Source(String path, String code) {
      super(URI.create("memory:///" + path), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }

  private final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {

    MemoryFiles(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + className + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          return classes.computeIfAbsent(className, name -> new ByteArrayOutputStream());
        }
      };
    }
  }
}
