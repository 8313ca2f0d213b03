package dev.actr.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.devserver.DevServer;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A handler is business code of a bean like any other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandlerTest {

  private DevServer server;
  private Application application;
  private Caller caller;
  private List<String> story;

  @BeforeAll
  void start() throws Exception {
    server = DevServer.builder().port(0).start();
    application =
        Application.start(
                Application.configOn(server),
                Shop.class,
                Caller.class,
                Stock.class,
                Request.class,
                Story.class,
                Transaction.class)
            .awaitReady("shop", "caller");
    caller = application.get(Caller.class);
    story = application.get(Story.class).lines();
  }

  @AfterAll
  void stop() {
    application.close();
    server.close();
  }

  @BeforeEach
  void forget() {
    story.clear();
  }

  private String order(String what) {
    return caller.call("acme:Shop:1.0.0", what);
  }

  @Test
  void interceptorsOfTheMethodApply() {
    assertThat(order("tea")).isEqualTo("tea");

    assertThat(story)
        .extracting(HandlerTest::withoutDetails)
        .containsExactly("begin", "handler", "stock", "commit", "end of request");
  }

  @Test
  void interceptorsOfTheMethodSeeWhatItThrowsAndSoDoesTheCaller() {
    assertThatThrownBy(() -> order("coffee"))
        .hasMessageContaining("sold out")
        .isInstanceOfSatisfying(
            ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND));

    assertThat(story)
        .extracting(HandlerTest::withoutDetails)
        .containsExactly("begin", "handler", "stock", "rollback", "end of request");
  }

  @Test
  void requestScopedBeansAreTheSameWithinARequestAndNewInTheNext() {
    order("tea");
    order("tea");

    List<String> requests =
        story.stream()
            .filter(line -> line.contains(" in "))
            .map(line -> line.substring(line.indexOf(" in ")))
            .toList();
    assertThat(requests).hasSize(6);
    assertThat(requests.subList(0, 3)).containsOnly(requests.get(0));
    assertThat(requests.subList(3, 6)).containsOnly(requests.get(3));
    assertThat(requests.get(3)).isNotEqualTo(requests.get(0));
  }

  @Test
  void injectedContextIsTheOneTheHandlerIsGivenAndTellsWhoCallsAndInWhichRequest() {
    order("tea");
    order("tea");

    List<Seen> seen = application.get(Stock.class).seen();
    Seen last = seen.get(seen.size() - 1);
    Seen first = seen.get(seen.size() - 2);
    ActrId callerId =
        ActrId.parse(application.readiness("caller").getJsonObject("data").getString("id"));
    assertThat(last.injected()).isEqualTo(last.given());
    assertThat(last.injected().caller()).contains(callerId);
    assertThat(last.injected().node().actor()).isEqualTo("shop");
    assertThat(last.injected().requestId()).isNotEqualTo(first.injected().requestId());
  }

  private static String withoutDetails(String line) {
    return line.replaceFirst(" in .*", "");
  }

  record Seen(Sighting.Context given, Sighting.Context injected) {}

  @InterceptorBinding
  @Retention(RetentionPolicy.RUNTIME)
  @interface Transactional {}

  @Transactional
  @Interceptor
  @Priority(Interceptor.Priority.APPLICATION)
  static class Transaction {

    @Inject Story story;

    @AroundInvoke
    Object around(InvocationContext invocation) throws Exception {
      story.tell("begin");
      try {
        Object result = invocation.proceed();
        story.tell("commit");
        return result;
      } catch (Exception e) {
        story.tell("rollback");
        throw e;
      }
    }
  }

  @ApplicationScoped
  static class Story {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    void tell(String line) {
      lines.add(line);
    }

    List<String> lines() {
      return lines;
    }
  }

  @RequestScoped
  static class Request {

    private final String id = UUID.randomUUID().toString();

    @Inject Story story;

    String id() {
      return id;
    }

    @PreDestroy
    void end() {
      story.tell("end of request in " + id);
    }
  }

  /** A bean behind the actor, which knows of actors only what it injects. */
  @ApplicationScoped
  static class Stock {

    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    @Inject Story story;
    @Inject Request request;
    @Inject ActorContext context;

    void take(String what, ActorContext given) {
      seen.add(new Seen(Sighting.Context.of(given), Sighting.Context.of(context)));
      story.tell("stock in " + request.id());
      if (what.equals("coffee")) {
        throw new ActrException(ErrorKind.NOT_FOUND, "sold out");
      }
    }

    List<Seen> seen() {
      return seen;
    }
  }

  @Actor("acme:Shop:1.0.0")
  static class Shop extends PlainActor {

    @Inject Story story;
    @Inject Request request;
    @Inject Stock stock;

    @Override
    @Transactional
    public String echo(String message, ActorContext context) {
      story.tell("handler in " + request.id());
      stock.take(message, context);
      return message;
    }
  }

  @Actor("acme:Caller:1.0.0")
  static class Caller extends PlainActor {}
}
