package dev.actr.scenario;

import com.google.protobuf.Message;
import io.netty.channel.Channel;
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
    seen.put("module", String.valueOf(named("java:module/ModuleName")));
    seen.put("protobuf", origin(Message.class));
    seen.put("netty", origin(Channel.class));
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
    return named("java:comp/DefaultManagedExecutorService") instanceof ExecutorService;
  }

  private static Object named(String name) {
    try {
      return InitialContext.doLookup(name);
    } catch (NamingException e) {
      return null;
    }
  }

  /** The file that a class comes from. */
  private static String origin(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().toString();
  }
}
