package dev.actr.identity;

import com.google.protobuf.MessageLite;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** One request to the AIS, and its answer. */
final class AisExchange {

  private static final int MAX_RESPONSE = 1024 * 1024;
  private static final String PROTOBUF = "application/x-protobuf";

  private final HttpSender http;
  private final Clock clock;
  private final LongSupplier nanos;
  private volatile Clock lastTold;

  AisExchange(HttpSender http, Clock clock, LongSupplier nanos) {
    this.http = http;
    this.clock = clock;
    this.nanos = nanos;
    this.lastTold = clock;
  }

  /** The time as the AIS last told it, or as this host has it. */
  Instant now() {
    return lastTold.instant();
  }

  /**
   * An answer of any status.
   *
   * @param status of HTTP
   * @param body at most a mebibyte
   * @param retryAfter how long the AIS wants to be left alone
   * @param clock the AIS's, as of this answer
   */
  record Answer(int status, byte[] body, Optional<Duration> retryAfter, ServerClock clock) {

    boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  /** A request that is still without what only some have. */
  static HttpRequest.Builder request(URI url, MessageLite message) {
    return HttpRequest.newBuilder(url)
        .version(HttpClient.Version.HTTP_1_1)
        .header("Content-Type", PROTOBUF)
        .header("Accept", PROTOBUF)
        .POST(HttpRequest.BodyPublishers.ofByteArray(message.toByteArray()));
  }

  /** Sends; fails as UNAVAILABLE where no answer comes. To complete the answer is to give it up. */
  CompletableFuture<Answer> send(HttpRequest request) {
    // Before the request leaves: the credential is issued later, and so is good a little longer.
    ServerClock sent = new ServerClock(clock, nanos);
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.send(request, response -> new BoundedBody(MAX_RESPONSE));
    CompletableFuture<Answer> answer =
        exchange.handle(
            (response, failure) -> {
              if (failure != null) {
                throw unreachable(request.uri(), failure);
              }
              Answer told = answer(response, sent);
              lastTold = told.clock();
              return told;
            });
    answer.whenComplete((ok, failure) -> exchange.cancel(true));
    return answer;
  }

  private static ActrException unreachable(URI url, Throwable failure) {
    Throwable cause = ActrException.unwrap(failure);
    return new ActrException(
        ErrorKind.UNAVAILABLE, "AIS " + url + " cannot be reached: " + cause, cause);
  }

  private static Answer answer(HttpResponse<byte[]> response, ServerClock sent) {
    Optional<Instant> date = response.headers().firstValue("date").flatMap(AisExchange::date);
    ServerClock clock = date.map(sent::dated).orElse(sent);
    return new Answer(
        response.statusCode(), response.body(), retryAfter(response.headers(), clock), clock);
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** In seconds or as a date (RFC 9110, section 10.2.3). */
  private static Optional<Duration> retryAfter(HttpHeaders headers, ServerClock clock) {
    return headers
        .firstValue("retry-after")
        .map(String::trim)
        .flatMap(
            text ->
                text.matches("\\d{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                    : date(text).map(until -> Duration.between(clock.instant(), until)))
        .filter(delay -> !delay.isNegative());
  }
}
