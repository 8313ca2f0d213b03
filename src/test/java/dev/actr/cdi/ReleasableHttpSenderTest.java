package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class ReleasableHttpSenderTest {

  @Test
  void aReleasedClientIsCollectedEvenThoughItsUsersAreReachable() {
    HttpClient made = HttpClient.newHttpClient();
    WeakReference<HttpClient> client = new WeakReference<>(made);
    NodeResources.Secured secured = new NodeResources.Secured(null, new ReleasableHttpSender(made));
    made = null;

    secured.http().release();

    await()
        .until(
            () -> {
              System.gc();
              return client.get() == null;
            });
    Reference.reachabilityFence(secured);
  }

  @Test
  void aRequestAfterTheReleaseFails() {
    ReleasableHttpSender sender = new ReleasableHttpSender(HttpClient.newHttpClient());
    sender.release();

    assertThat(
            sender.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:1")).build(),
                BodyHandlers.ofByteArray()))
        .isCompletedExceptionally();
  }
}
