package dev.actr.identity;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;

/** Sends requests to the AIS, as {@link java.net.http.HttpClient#sendAsync} does. */
@FunctionalInterface
public interface HttpSender {

  /**
   * Sends a request. Never blocks.
   *
   * @param request what to send
   * @param body reads the answer's body
   * @return the answer of any status; fails where none comes. To cancel it is to give up the
   *     request
   */
  CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, BodyHandler<byte[]> body);
}
