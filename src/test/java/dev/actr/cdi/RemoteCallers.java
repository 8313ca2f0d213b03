package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.MessageDispatcher;
import dev.actr.Remote;
import dev.actr.RpcEnvelope;
import dev.actr.ServiceSpec;
import dev.actr.Workload;
import dev.actr.test.echo.EchoServiceClient;
import dev.actr.test.echo.EchoServiceDispatcher;
import dev.actr.test.echo.EchoServiceHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The beans of an application that has clients of another's actor injected. */
final class RemoteCallers {

  private RemoteCallers() {}

  @Actor("acme:Caller:1.0.0")
  static class Caller implements Workload {

    private final CompletableFuture<String> whoIAm = new CompletableFuture<>();

    @Inject
    @Remote(value = RemoteEcho.TYPE, from = "caller")
    EchoServiceClient client;

    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }

    @Override
    public void onReady(ActorContext context) {
      client
          .echoAsync(RemoteTest.request("who am I"))
          .whenComplete(
              (response, thrown) -> {
                if (thrown == null) {
                  whoIAm.complete(response.getReply());
                } else {
                  whoIAm.completeExceptionally(thrown);
                }
              });
    }

    EchoServiceClient client() {
      return client;
    }

    CompletableFuture<String> whoIAm() {
      return whoIAm;
    }
  }

  @Actor("acme:Other:2.0.0")
  static class Other implements Workload {
    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }
  }

  @ApplicationScoped
  static class OfOther {
    @Inject
    @Remote(value = RemoteEcho.TYPE, from = "other")
    EchoServiceClient client;

    EchoServiceClient client() {
      return client;
    }
  }

  @ApplicationScoped
  static class Ordinary {
    @Inject
    @Remote(value = RemoteEcho.TYPE, from = "caller")
    EchoServiceClient client;

    EchoServiceClient client() {
      return client;
    }
  }

  @ApplicationScoped
  static class AlsoOrdinary {
    @Inject
    @Remote(value = RemoteEcho.TYPE, from = "caller")
    EchoServiceClient client;

    EchoServiceClient client() {
      return client;
    }
  }

  @RequestScoped
  static class OfRequest {
    @Inject
    @Remote(RemoteEcho.TYPE)
    EchoServiceClient client;

    EchoServiceClient client() {
      return client;
    }
  }

  @ApplicationScoped
  static class Looking {
    @Inject
    @Remote(RemoteEcho.TYPE)
    Instance<EchoServiceClient> clients;

    @Inject @Any Instance<EchoServiceClient> any;

    EchoServiceClient client() {
      assertThat(any.select(Remote.Literal.of(RemoteEcho.TYPE, "")).get()).isSameAs(clients.get());
      return clients.get();
    }
  }

  @ApplicationScoped
  static class Hasty {

    private ActrException failure;

    void start(
        @Observes Startup event,
        @Remote(value = RemoteEcho.TYPE, from = "caller") EchoServiceClient client) {
      failure = RemoteTest.failure(client, "hello");
    }

    ActrException failure() {
      return failure;
    }
  }

  /** Serves the same methods, and more. */
  @Actor(RemoteEcho.TYPE)
  static class NewerActor extends RemoteEcho.EchoActor {
    @Override
    public MessageDispatcher<?> dispatcher() {
      return new MessageDispatcher<EchoServiceHandler>() {
        @Override
        public byte[] dispatch(
            EchoServiceHandler handler, RpcEnvelope envelope, ActorContext context)
            throws Exception {
          return EchoServiceDispatcher.INSTANCE.dispatch(handler, envelope, context);
        }

        @Override
        public List<ServiceSpec> services() {
          return List.of(
              ServiceSpec.of(
                  "EchoService", List.of(new ServiceSpec.ProtoFile("echo", "", "semantic:00"))));
        }
      };
    }
  }
}
