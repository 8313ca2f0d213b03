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

class ReleasableHttpClientTest {

  @Test
  void aReleasedClientIsCollectedEvenThoughItsUsersAreReachable() {
    ReleasableHttpClient users = new ReleasableHttpClient(HttpClient.newHttpClient());
    NodeResources.Secured secured = new NodeResources.Secured(null, users);
    WeakReference<Object> client = new WeakReference<>(users.client());

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
    ReleasableHttpClient client = new ReleasableHttpClient(HttpClient.newHttpClient());
    client.release();

    assertThat(
            client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:1")).build(),
                BodyHandlers.discarding()))
        .isCompletedExceptionally();
  }
}
