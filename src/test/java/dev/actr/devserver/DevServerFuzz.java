package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.actr.ActrId;
import dev.actr.fuzz.FuzzTarget;
import dev.actr.wire.DecoderInputs;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Requests to the development server: over HTTP, and to signaling. */
public final class DevServerFuzz {

  private static final DevServerBuilder CONFIG = DevServer.builder();
  private static final CredentialIssuer ISSUER =
      new CredentialIssuer(CONFIG.signingKey(), CONFIG.turnSecretBytes(), CONFIG.clock());
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private DevServerFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget("devserver-http", 2000, DevServerFuzz::requests, DevServerFuzz::http),
        new FuzzTarget(
            "devserver-signaling",
            3000,
            () -> DecoderInputs.ofType(".signaling.SignalingEnvelope"),
            DevServerFuzz::signaling));
  }

  private static AisEndpoint ais(Registry registry) {
    return new AisEndpoint(
        registry,
        ISSUER,
        CONFIG.realms(),
        CONFIG.packages(),
        Duration.ofHours(1),
        HEARTBEAT,
        true,
        CONFIG.clock());
  }

  private static List<byte[]> requests() {
    byte[] body = TestAis.linked("acme:Echo:1.0.0").build().toByteArray();
    ByteArrayOutputStream post = new ByteArrayOutputStream();
    post.writeBytes(
        ("POST /ais/register HTTP/1.1\r\nHost: a\r\nx-actrix-realm-secret: s\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    post.writeBytes(body);
    return List.of(
        post.toByteArray(),
        "GET /ais/signing-pubkey HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether it is answered as asked; never with an error of the server's own. */
  private static boolean http(byte[] bytes) {
    Registry registry = new Registry(RegistryLimits.DEFAULT);
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new HttpServerCodec(),
            new HttpObjectAggregator(1024 * 1024),
            new HttpConnection(
                ais(registry),
                new AisStatus(ISSUER, CONFIG.manufacturers()),
                new SignalingEndpoint(registry, ISSUER, HEARTBEAT, CONFIG.clock()),
                new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE)));
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
    channel.checkException();
    StringBuilder answers = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      answers.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    channel.finishAndReleaseAll();
    assertThat(answers.toString()).doesNotContain("HTTP/1.1 500");
    return answers.toString().startsWith("HTTP/1.1 200");
  }

  /** Whether it is taken from an actor that is who it says; never with an error of the server's. */
  private static boolean signaling(byte[] bytes) {
    Registry registry = new Registry(RegistryLimits.DEFAULT);
    RegisterOk ok =
        ais(registry)
            .register(TestAis.linked("acme:Echo:1.0.0").build().toByteArray(), Optional.empty())
            .getSuccess();
    ActrId actor = ProtoValues.fromProto(ok.getActrId());
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new SignalingConnection(
                actor,
                false,
                new CredentialGate(ISSUER, CONFIG.clock()),
                registry,
                new SignalingRequests(registry, ISSUER, HEARTBEAT, CONFIG.clock()),
                60,
                CONFIG.clock()));
    channel.writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(own(bytes, ok))));
    channel.checkException();
    boolean taken = true;
    for (WebSocketFrame out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      int error = out instanceof BinaryWebSocketFrame ? errorOf(out.content()) : 1007;
      assertThat(error).isNotEqualTo(500);
      taken &= error == 0;
      out.release();
    }
    channel.finishAndReleaseAll();
    return taken;
  }

  private static int errorOf(ByteBuf content) {
    try {
      return SignalingEnvelope.parser()
          .parsePartialFrom(ByteBufUtil.getBytes(content))
          .getServerToActr()
          .getError()
          .getCode();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** The same in the name of the actor, without which nothing else is looked at. */
  private static byte[] own(byte[] bytes, RegisterOk ok) {
    SignalingEnvelope.Builder envelope;
    try {
      envelope = SignalingEnvelope.parser().parsePartialFrom(bytes).toBuilder();
    } catch (InvalidProtocolBufferException e) {
      return bytes;
    }
    if (envelope.hasActrToServer()) {
      envelope.getActrToServerBuilder().setSource(ok.getActrId()).setCredential(ok.getCredential());
    } else if (envelope.hasActrRelay()) {
      envelope.getActrRelayBuilder().setSource(ok.getActrId()).setCredential(ok.getCredential());
    }
    return envelope.buildPartial().toByteArray();
  }
}
