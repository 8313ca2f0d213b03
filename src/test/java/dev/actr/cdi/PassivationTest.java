package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Actor;
import dev.actr.MessageDispatcher;
import dev.actr.Remote;
import dev.actr.Workload;
import dev.actr.devserver.DevServer;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoServiceClient;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Inject;
import java.io.Serializable;
import org.junit.jupiter.api.Test;

/** Clients in beans that a container writes to disk and reads again, as it does with sessions. */
class PassivationTest {

  @Test
  void clientGoesOnCallingAfterItsBeanHasBeenPassivated() throws Exception {
    StoredContext context = new StoredContext();
    try (DevServer server = DevServer.builder().port(0).start();
        // Both actors in one application: whoever reads an object asks CDI for the current one.
        TestContainer container =
            TestContainer.boot(
                RemoteEcho.config(server),
                SeContainerInitializer.newInstance()
                    .addExtensions(context)
                    .addBeanClasses(
                        RemoteEcho.EchoActor.class, Caller.class, Conversation.class))) {
      RemoteEcho.awaitReady(container);
      Conversation conversation = container.get(Conversation.class);
      assertThat(conversation.say("first")).isEqualTo("1 first");
      EchoServiceClient before = conversation.client();

      context.passivate();

      assertThat(conversation.client()).isNotSameAs(before);
      assertThat(conversation.say("second")).isEqualTo("2 second");
      assertThat(container.get(RemoteEcho.EchoActor.class).asked())
          .containsExactly("first", "second");
    }
  }

  @Actor("acme:Caller:1.0.0")
  static class Caller implements Workload {
    @Override
    public MessageDispatcher<?> dispatcher() {
      return MessageDispatcher.none();
    }
  }

  @StoredScoped
  static class Conversation implements Serializable {

    private static final long serialVersionUID = 1L;

    @Inject
    @Remote(value = RemoteEcho.TYPE, from = "caller")
    EchoServiceClient client;

    private int said;

    String say(String message) {
      said++;
      EchoRequest request = EchoRequest.newBuilder().setMessage(message).build();
      return said + " " + client.echo(request).getReply();
    }

    EchoServiceClient client() {
      return client;
    }
  }
}
