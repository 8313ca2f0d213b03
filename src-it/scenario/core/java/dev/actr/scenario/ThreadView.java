package dev.actr.scenario;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.config.ConfigProvider;

/** What code that runs on the current thread can reach. */
@ApplicationScoped
public class ThreadView {

  @Inject RequestNumber request;

  Map<String, String> seen() {
    Map<String, String> seen = new TreeMap<>();
    seen.put("thread", Thread.currentThread().getName());
    seen.put("request", Long.toString(request.number()));
    seen.put("same request", Long.toString(request.number()));
    seen.put("classes", Boolean.toString(seesClasses()));
    seen.put("beans", Boolean.toString(!CDI.current().select(ThreadView.class).isUnsatisfied()));
    seen.put("config", ConfigProvider.getConfig().getValue("scenario.greeting", String.class));
    seen.put("managed executor", Boolean.toString(seesExecutor()));
    return seen;
  }

  private static boolean seesClasses() {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return loader.loadClass(EchoActor.class.getName()) == EchoActor.class;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static boolean seesExecutor() {
    try {
      return InitialContext.doLookup("java:comp/DefaultManagedExecutorService")
          instanceof ExecutorService;
    } catch (NamingException e) {
      return false;
    }
  }
}
