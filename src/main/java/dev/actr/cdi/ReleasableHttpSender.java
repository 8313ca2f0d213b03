package dev.actr.cdi;

import dev.actr.identity.HttpSender;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;

/**
 * Sends by way of a client that can be let go. Before Java 21 the thread of a JDK client ends only
 * once nobody can reach the client any more, and until then keeps the class loaders of the code
 * that made it: where these lead back to the client, as in a server they do, neither would ever go.
 */
final class ReleasableHttpSender implements HttpSender {

  private volatile HttpClient client;

  ReleasableHttpSender(HttpClient client) {
    this.client = client;
  }

  /** Forgets the client; later requests fail. */
  void release() {
    client = null;
  }

  @Override
  public CompletableFuture<HttpResponse<byte[]>> send(
      HttpRequest request, BodyHandler<byte[]> body) {
    HttpClient current = client;
    return current == null
        ? CompletableFuture.failedFuture(new IOException("the application has ended"))
        : current.sendAsync(request, body);
  }
}
