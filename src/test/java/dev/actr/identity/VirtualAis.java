package dev.actr.identity;

import com.google.protobuf.ByteString;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.ActrProtos.RenewCredentialResponse;
import dev.actr.wire.proto.ActrProtos.TurnCredential;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSession;

/** An AIS in a time of the test's, which the real client asks and which answers at once. */
public final class VirtualAis implements HttpSender {

  private static final String TYPE = "acme:Echo:1.0.0";

  /** An HTTP response. */
  public record Reply(int status, Map<String, String> headers, byte[] body) {}

  /** Paths and times of the requests. */
  public record Asked(boolean renewal, Instant at) {}

  /** What has been asked. */
  public final List<Asked> asked = new ArrayList<>();

  private final Clock clock;
  private final Duration lifetime;

  /** Answers renewals; empty for not at all, which is to say later than anybody waits. */
  private Supplier<Optional<Reply>> renewals = () -> Optional.of(renewed(ok -> ok));

  private long serial;

  /** Issues credentials for this long by this clock. */
  public VirtualAis(Clock clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /** A client of it, on a host with these clocks. */
  public AisClient client(Clock local, LongSupplier nanos) {
    return new AisClient(this, URI.create("http://ais.invalid/ais"), local, nanos);
  }

  /** Answers renewals like this from now on. */
  public void onRenewal(Supplier<Optional<Reply>> answer) {
    renewals = answer;
  }

  /** Answers renewals with this status and these headers from now on. */
  public void onRenewal(int status, Map<String, String> headers) {
    onRenewal(() -> Optional.of(new Reply(status, headers, new byte[0])));
  }

  /** Renews again. */
  public void renew() {
    onRenewal(() -> Optional.of(renewed(ok -> ok)));
  }

  /** The times of the renewals it was asked for. */
  public List<Instant> renewalsAt() {
    return asked.stream().filter(Asked::renewal).map(Asked::at).toList();
  }

  /** How often it was asked for a registration. */
  public long registrations() {
    return asked.stream().filter(request -> !request.renewal()).count();
  }

  /** A renewal with something changed. */
  public Reply renewed(UnaryOperator<RegisterOk.Builder> change) {
    RenewCredentialResponse response =
        RenewCredentialResponse.newBuilder().setSuccess(change.apply(ok())).build();
    return new Reply(200, dated(), response.toByteArray());
  }

  private Map<String, String> dated() {
    return Map.of(
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
  }

  private ActrId id() {
    return ActrId.parse(Long.toHexString(serial) + "@1001/" + ActrType.parse(TYPE));
  }

  private RegisterOk.Builder ok() {
    return RegisterOk.newBuilder()
        .setActrId(ProtoValues.toProto(id()))
        .setCredential(Identities.credential(id()))
        .setTurnCredential(
            TurnCredential.newBuilder().setUsername("").setPassword("").setExpiresAt(0))
        .setCredentialExpiresAt(ProtoValues.toProto(clock.instant().plus(lifetime)))
        .setSignalingHeartbeatIntervalSecs(30)
        .setSigningPubkey(ByteString.copyFrom(Identities.KEY))
        .setSigningKeyId(Identities.KEY_ID)
        .setRenewalToken(ByteString.copyFrom(new byte[32]))
        .setRenewalTokenExpiresAt(ProtoValues.toProto(clock.instant().plus(Duration.ofDays(1))));
  }

  @Override
  public CompletableFuture<HttpResponse<byte[]>> send(
      HttpRequest request, HttpResponse.BodyHandler<byte[]> handler) {
    boolean renewal = request.uri().getPath().endsWith("/renew");
    asked.add(new Asked(renewal, clock.instant()));
    if (renewal) {
      return renewals
          .get()
          .map(reply -> response(request, reply, handler))
          .orElseGet(CompletableFuture::new);
    }
    serial++;
    RegisterResponse response = RegisterResponse.newBuilder().setSuccess(ok()).build();
    return response(request, new Reply(200, dated(), response.toByteArray()), handler);
  }

  private static CompletableFuture<HttpResponse<byte[]>> response(
      HttpRequest request, Reply reply, HttpResponse.BodyHandler<byte[]> handler) {
    HttpHeaders headers =
        HttpHeaders.of(
            reply.headers().entrySet().stream()
                .collect(
                    java.util.stream.Collectors.toMap(
                        Map.Entry::getKey, header -> List.of(header.getValue()))),
            (name, value) -> true);
    HttpResponse.BodySubscriber<byte[]> subscriber =
        handler.apply(new Info(reply.status(), headers));
    subscriber.onSubscribe(new Unbounded());
    subscriber.onNext(List.of(ByteBuffer.wrap(reply.body())));
    subscriber.onComplete();
    return subscriber
        .getBody()
        .<HttpResponse<byte[]>>thenApply(
            body -> new Response(request, reply.status(), headers, body))
        .toCompletableFuture();
  }

  private record Info(int statusCode, HttpHeaders headers) implements HttpResponse.ResponseInfo {
    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }

  private static final class Unbounded implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  private record Response(HttpRequest request, int statusCode, HttpHeaders headers, byte[] body)
      implements HttpResponse<byte[]> {

    @Override
    public Optional<HttpResponse<byte[]>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return request.uri();
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }
}
