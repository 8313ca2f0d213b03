package dev.actr.quickstart;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.RecordComponent;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Prints what happens, a line each. */
@ApplicationScoped
class Console {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final CountDownLatch reply = new CountDownLatch(1);

  /** Prints a hook: time, actor, method, and the payload's fields as name=value. */
  void hook(String method, String actor, Record payload) {
    StringBuilder line = new StringBuilder(actor).append(' ').append(method);
    for (RecordComponent field : payload.getClass().getRecordComponents()) {
      line.append(' ').append(field.getName()).append('=').append(value(field, payload));
    }
    print(line);
  }

  private static Object value(RecordComponent field, Record payload) {
    try {
      Object value = field.getAccessor().invoke(payload);
      return value instanceof Optional<?> optional && optional.isEmpty()
          ? "-"
          : value instanceof Optional<?> optional ? optional.get() : value;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  void replied(String message, long nanos) {
    print(String.format(Locale.ROOT, "reply '%s' after %.3f ms", message, nanos / 1e6));
    reply.countDown();
  }

  void readiness(String json) {
    print("readiness " + json);
  }

  private static void print(CharSequence line) {
    System.out.println(LocalTime.now().format(TIME) + ' ' + line);
  }

  void awaitReply() throws InterruptedException {
    reply.await();
  }
}
