package dev.actr.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.cdi.LogRecords;
import dev.actr.devserver.DevServer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** How an application with actors ends. */
@Isolated
class ShutdownTest {

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private DevServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = DevServer.builder().port(0).start();
  }

  @AfterEach
  void stopServer() {
    server.close();
    executor.shutdownNow();
  }

  @Test
  void requestInFlightIsAnsweredThenTheActorStopsThenItsBeansEnd() throws Exception {
    Application shop =
        Application.start(
                Application.configOn(server), Shop.class, Stock.class, Ledger.class, Gate.class)
            .awaitReady("shop");
    List<String> ledger = shop.get(Ledger.class).entries();
    Gate gate = shop.get(Gate.class);
    try (LogRecords log = new LogRecords("dev.actr.node");
        Application customers =
            Application.start(Application.configOn(server), Customer.class)
                .awaitReady("customer")) {
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(
              () -> customers.get(Customer.class).call("acme:Shop:1.0.0", "tea"), executor);
      gate.awaitReached();

      CompletableFuture<Void> closing = CompletableFuture.runAsync(shop::close, executor);
      await()
          .atMost(Application.PATIENCE)
          .until(() -> !log.with("actor=shop state=DRAINING").isEmpty());
      assertThat(answer).isNotDone();
      gate.open();

      assertThat(answer.get(30, SECONDS)).isEqualTo("tea");
      closing.get(30, SECONDS);
    }
    assertThat(ledger.subList(0, 4))
        .containsExactly("request", "answered", "onStop", "stock taken at the end");
    assertThat(ledger.subList(4, ledger.size()))
        .containsExactlyInAnyOrder("end of the actor's bean", "end of the stock");
  }

  @Test
  void noThreadIsLeftAndPortsAreFree() throws Exception {
    ThreadCensus threads = new ThreadCensus();
    int port = freePort();
    try (Application application =
        Application.start(
                Application.configOn(
                    server, "actr.actors.customer.websocket.port", String.valueOf(port)),
                Customer.class,
                Supplier.class)
            .awaitReady("customer", "supplier")) {
      assertThat(application.get(Supplier.class).call("acme:Customer:1.0.0", "tea"))
          .isEqualTo("tea");
      assertThat(threads.fresh()).isNotEmpty();
    }

    threads.awaitNoneNew();
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(again.isBound()).isTrue();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @ApplicationScoped
  static class Ledger {

    private final List<String> entries = new CopyOnWriteArrayList<>();

    void note(String entry) {
      entries.add(entry);
    }

    /** All so far and all to come, also after the ledger's own end. */
    List<String> entries() {
      return entries;
    }
  }

  @ApplicationScoped
  static class Stock {

    @Inject Ledger ledger;
    private List<String> entries;

    void take() {
      entries = ledger.entries();
      ledger.note("stock taken at the end");
    }

    @PreDestroy
    void end() {
      // The ledger itself may have ended before.
      entries.add("end of the stock");
    }
  }

  @Actor("acme:Shop:1.0.0")
  static class Shop extends PlainActor {

    @Inject Ledger ledger;
    @Inject Stock stock;
    @Inject Gate gate;
    private List<String> entries;

    @Override
    public String echo(String message, ActorContext context) throws Exception {
      ledger.note("request");
      gate.pass();
      ledger.note("answered");
      return message;
    }

    @Override
    public void onStop(ActorContext context) {
      entries = ledger.entries();
      ledger.note("onStop");
      stock.take();
    }

    @PreDestroy
    void end() {
      entries.add("end of the actor's bean");
    }
  }

  @Actor("acme:Customer:1.0.0")
  static class Customer extends PlainActor {}

  @Actor("acme:Supplier:1.0.0")
  static class Supplier extends PlainActor {}
}
