package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.wire.ProtoValues;
import dev.actr.wire.SignalingEnvelopes;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.ActrId;
import dev.actr.wire.proto.ActrProtos.Ping;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest;
import dev.actr.wire.proto.ActrProtos.ServiceAvailabilityState;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** An actor that is connected to signaling through the JDK's WebSocket client. */
final class TestNode implements AutoCloseable {

  static final Ping PING =
      Ping.newBuilder()
          .setAvailability(ServiceAvailabilityState.FULL)
          .setPowerReserve(4)
          .setMailboxBacklog(0)
          .build();

  private static final long TIMEOUT_SECONDS = 20;
  private static final AtomicLong ENVELOPES = new AtomicLong();

  final RegisterOk ok;
  final WebSocket socket;
  private final Inbox inbox;

  private TestNode(RegisterOk ok, WebSocket socket, Inbox inbox) {
    this.ok = ok;
    this.socket = socket;
    this.inbox = inbox;
  }

  static TestNode of(DevServer server, String type) {
    return of(server, TestAis.linked(type));
  }

  static TestNode of(DevServer server, RegisterRequest.Builder request) {
    return connect(server, TestAis.registered(server, request), "");
  }

  /** Connects with a registration's credential; more may follow in the query. */
  static TestNode connect(DevServer server, RegisterOk ok, String moreQuery) {
    Inbox inbox = new Inbox();
    URI uri = URI.create(server.signalingUri() + "?" + query(ok) + moreQuery);
    try {
      WebSocket socket = TestAis.HTTP.newWebSocketBuilder().buildAsync(uri, inbox).join();
      return new TestNode(ok, socket, inbox);
    } catch (CompletionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  static String query(RegisterOk ok) {
    return query(ok.getActrId(), ok.getCredential());
  }

  static String query(ActrId id, AIdCredential credential) {
    return "actor_id="
        + encode(ProtoValues.fromProto(id).toString())
        + "&key_id="
        + Integer.toUnsignedString(credential.getKeyId())
        + "&claims="
        + base64(credential.getClaims().toByteArray())
        + "&signature="
        + base64(credential.getSignature().toByteArray());
  }

  static String base64(byte[] bytes) {
    return encode(Base64.getEncoder().encodeToString(bytes));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  ActrId id() {
    return ok.getActrId();
  }

  /** A request in this node's name. */
  ActrToSignaling.Builder request(Consumer<ActrToSignaling.Builder> payload) {
    ActrToSignaling.Builder request =
        ActrToSignaling.newBuilder().setSource(id()).setCredential(ok.getCredential());
    payload.accept(request);
    return request;
  }

  /** Sends a request and waits for what replies to it. */
  SignalingToActr ask(Consumer<ActrToSignaling.Builder> payload) {
    return ask(request(payload));
  }

  SignalingToActr ask(ActrToSignaling.Builder request) {
    SignalingEnvelope.Builder envelope = envelope().setActrToServer(request.buildPartial());
    send(envelope);
    return reply(envelope);
  }

  SignalingToActr ping() {
    return ask(request -> request.setPing(PING));
  }

  SignalingToActr candidates(RouteCandidatesRequest.Builder request) {
    return ask(r -> r.setRouteCandidatesRequest(request.buildPartial()));
  }

  ActrRelay.Builder relay(ActrId target) {
    return ActrRelay.newBuilder()
        .setSource(id())
        .setCredential(ok.getCredential())
        .setTarget(target);
  }

  static SignalingEnvelope.Builder envelope() {
    return SignalingEnvelopes.create("env-" + ENVELOPES.incrementAndGet());
  }

  void send(SignalingEnvelope.Builder envelope) {
    send(envelope.buildPartial().toByteArray());
  }

  void send(byte[] message) {
    socket.sendBinary(ByteBuffer.wrap(message), true).join();
  }

  /** The next envelope, whatever it is. */
  SignalingEnvelope next() {
    try {
      SignalingEnvelope envelope = inbox.messages.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(envelope).as("an envelope from the server").isNotNull();
      return envelope;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The next envelope, which must be the reply to the one given. */
  SignalingToActr reply(SignalingEnvelope.Builder request) {
    SignalingEnvelope reply = next();
    assertThat(reply.getReplyFor()).isEqualTo(request.getEnvelopeId());
    assertThat(reply.getEnvelopeVersion()).isEqualTo(2);
    assertThat(reply.getServerToActr().getTarget()).isEqualTo(id());
    return reply.getServerToActr();
  }

  /** The next that comes is the reply to a request that is made now, whatever that is. */
  void assertNothingHasCome() {
    SignalingEnvelope.Builder ping = envelope().setActrToServer(request(r -> r.setPing(PING)));
    send(ping);
    assertThat(next().getReplyFor()).isEqualTo(ping.getEnvelopeId());
  }

  /** The close code and reason, once the server has closed. */
  String closed() {
    return inbox.closed.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  boolean isOpen() {
    return !inbox.closed.isDone();
  }

  /** The payload of the server's answer to a WebSocket ping. */
  String pong(String payload) {
    socket.sendPing(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8))).join();
    return inbox.pong.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private static final class Inbox implements WebSocket.Listener {

    final BlockingQueue<SignalingEnvelope> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();
    final CompletableFuture<String> pong = new CompletableFuture<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      partial.writeBytes(bytes);
      if (last) {
        try {
          messages.add(SignalingEnvelope.parseFrom(partial.toByteArray()));
        } catch (java.io.IOException e) {
          closed.completeExceptionally(e);
        }
        partial.reset();
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      pong.complete(StandardCharsets.UTF_8.decode(message).toString());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
