package dev.actr.servers;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Holds the table of runtimes in {@code docs/deploying.md} against what the tests have seen. With
 * {@code -Dservers.docs=true} it writes the rows of this Java version instead.
 */
final class SupportMatrix implements InvocationInterceptor, AfterAllCallback {

  private static final Path PAGE = Path.of(System.getProperty("servers.docs.page"));
  private static final String BEGIN =
      "| runtime | version | Java | scenario |\n|---|---|---|---|\n";
  private static final int JAVA = Runtime.version().feature();

  private final SortedMap<String, String> rows = new TreeMap<>();

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invoked,
      ExtensionContext context)
      throws Throwable {
    try {
      invocation.proceed();
      invoked
          .getArguments()
          .forEach(server -> rows.putIfAbsent(key(server), row(server, "passes")));
    } catch (Throwable e) {
      invoked.getArguments().forEach(server -> rows.put(key(server), row(server, "fails")));
      throw e;
    }
  }

  private static String key(Object server) {
    return "| " + server + " | " + JAVA;
  }

  private static String row(Object server, String result) {
    return "| %s | %s | %d | %s |".formatted(server, ((TestServer) server).version(), JAVA, result);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf("\n\n", begin);
    List<String> written = page.substring(begin, end).lines().toList();
    if (Boolean.getBoolean("servers.docs")) {
      SortedMap<String, String> all = new TreeMap<>();
      for (String row : written) {
        String[] cells = row.split(" *\\| *");
        all.put("| " + cells[1] + " | " + cells[3], row);
      }
      all.putAll(rows);
      String table = String.join("\n", all.values());
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
      return;
    }
    List<String> missing = new ArrayList<>(rows.values());
    missing.removeAll(written);
    if (!missing.isEmpty()) {
      throw new AssertionError(
          PAGE.getFileName() + " does not say, without -Dservers.docs=true: " + missing);
    }
  }
}
