package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.identity.CredentialCheck;
import dev.actr.identity.Ed25519;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.IdentityClaims;
import dev.actr.wire.proto.PackageProtos;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bytes that were computed from the protocol's tables by another encoder. */
class WireVectorsTest {

  private static final HexFormat HEX = HexFormat.of();

  private static final String ID = "1a2b3c@101/acme:echo-service:1.0.0";
  private static final String ID_HEX =
      "0a02086510bcd6681a1b0a0461636d65120c6563686f2d736572766963651a05312e302e30";

  private static final String REQUEST_HEX =
      "0a156563686f2e4563686f536572766963652e4563686f12040a0268692001b2062430303030303030302d30303030"
          + "2d343030302d383030302d303030303030303030303031c006b0ea01";
  private static final String TELL_HEX =
      "0a156563686f2e4563686f536572766963652e4563686f12002003b2062430303030303030302d303030302d343030"
          + "302d383030302d303030303030303030303032c00600";
  private static final String RESPONSE_HEX =
      "0a156563686f2e4563686f536572766963652e4563686f12002002b2062430303030303030302d303030302d343030"
          + "302d383030302d303030303030303030303031c00600";
  private static final String ERROR_HEX =
      "0a156563686f2e4563686f536572766963652e4e6f70651a2908964e1224756e6b6e6f776e20726f7574653a206563"
          + "686f2e4563686f536572766963652e4e6f70652002b2062430303030303030302d303030302d343030302d"
          + "383030302d303030303030303030303031c00600";

  private static final String CHUNK_HEX = "0a02733110071a03010203";
  private static final DataChunk CHUNK = new DataChunk("s1", 7, new byte[] {1, 2, 3});

  private static final String SEED = "2a".repeat(32);
  private static final String PUBLIC_KEY =
      "197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61";
  private static final String SIGNED_CLAIMS_HEX =
      "08651222316132623363403130312f61636d653a6563686f2d736572766963653a312e302e301880e6fe8907";
  private static final String SIGNATURE_HEX =
      "3cddd86785ceb9000d3b7c565e7b7450c08901a7c178ef974eaef2c1ecc998bdb9fac6ae48f58849ca9069400c66e1"
          + "505bf342a27c2cf7a041be73dd11aa010c";
  private static final String CREDENTIAL_BASE64 =
      "CAESLAhlEiIxYTJiM2NAMTAxL2FjbWU6ZWNoby1zZXJ2aWNlOjEuMC4wGIDm/okHGkA83dhnhc65AA07fFZee3RQwIkB"
          + "p8F475dOrvLB7MmYvbn6xq5I9YhJypBpQAxm4VBb80KifCz3oEG+c90RqgEM";

  @Test
  void actorId() throws WireException {
    ActrId id = ActrId.parse(ID);
    assertThat(hex(ProtoValues.toProto(id))).isEqualTo(ID_HEX);
    assertThat(
            ProtoValues.fromProto(Messages.parse(ActrProtos.ActrId.parser(), HEX.parseHex(ID_HEX))))
        .isEqualTo(id)
        .hasToString(ID);
  }

  @Test
  void claims() {
    assertThat(hex(claims(1_893_456_000)))
        .isEqualTo(
            "08651222316132623363403130312f61636d653a6563686f2d736572766963653a312e302e301880b1ef8607");
    assertThat(hex(claims(1_900_000_000))).isEqualTo(SIGNED_CLAIMS_HEX);
  }

  @Test
  void signedCredential() throws Exception {
    byte[] claims = HEX.parseHex(SIGNED_CLAIMS_HEX);
    byte[] signature = Ed25519.sign(Ed25519.privateKey(HEX.parseHex(SEED)), claims);
    assertThat(HEX.formatHex(signature)).isEqualTo(SIGNATURE_HEX);

    AIdCredential credential =
        AIdCredential.newBuilder()
            .setKeyId(1)
            .setClaims(ProtoValues.wrap(claims))
            .setSignature(ProtoValues.wrap(signature))
            .build();
    assertThat(Base64.getEncoder().encodeToString(credential.toByteArray()))
        .isEqualTo(CREDENTIAL_BASE64);
    assertThat(
            CredentialCheck.check(
                Messages.parse(
                    AIdCredential.parser(), Base64.getDecoder().decode(CREDENTIAL_BASE64)),
                Ed25519.publicKey(HEX.parseHex(PUBLIC_KEY)),
                ActrId.parse(ID),
                Instant.EPOCH))
        .isEqualTo(Instant.ofEpochSecond(1_900_000_000));
  }

  @Test
  void request() throws WireException {
    RpcEnvelope envelope = envelope("Echo", "0a026869", 1);
    assertThat(hex(Envelopes.request(envelope, Duration.ofSeconds(30)))).isEqualTo(REQUEST_HEX);
    assertThat(Envelopes.fromProto(parse(REQUEST_HEX))).isEqualTo(envelope);
  }

  @Test
  void tell() throws WireException {
    RpcEnvelope envelope = envelope("Echo", "", 2);
    assertThat(hex(Envelopes.tell(envelope))).isEqualTo(TELL_HEX);
    assertThat(Envelopes.fromProto(parse(TELL_HEX))).isEqualTo(envelope);
  }

  @Test
  void response() throws WireException {
    assertThat(hex(Envelopes.response(parse(REQUEST_HEX), new byte[0]))).isEqualTo(RESPONSE_HEX);
    assertThat(Envelopes.responsePayload(parse(RESPONSE_HEX))).isEmpty();
  }

  @Test
  void errorResponse() throws WireException {
    PackageProtos.RpcEnvelope request =
        Envelopes.request(envelope("Nope", "", 1), Duration.ofSeconds(30));
    ActrException failure = new ActrException(ErrorKind.UNKNOWN_ROUTE, "echo.EchoService.Nope");
    assertThat(hex(Envelopes.response(request, failure))).isEqualTo(ERROR_HEX);
    assertThat(parse(ERROR_HEX).getError().getMessage())
        .isEqualTo("unknown route: echo.EchoService.Nope");
  }

  @Test
  void dataChunk() throws WireException {
    assertThat(hex(ProtoValues.toProto(CHUNK))).isEqualTo(CHUNK_HEX);
    DataChunk chunk =
        ProtoValues.fromProto(
            Messages.parse(PackageProtos.DataChunk.parser(), HEX.parseHex(CHUNK_HEX)));
    assertThat(chunk).isEqualTo(CHUNK);
  }

  @Test
  void dataChunkInAWebSocketFrame() throws WireException {
    byte[] frame = PeerFrame.encode(PayloadType.STREAM_RELIABLE, ProtoValues.toProto(CHUNK));
    assertThat(HEX.formatHex(frame)).isEqualTo("020000000b" + CHUNK_HEX);
    assertThat(PeerFrame.decode(ByteBuffer.wrap(frame)).body())
        .isEqualTo(ByteBuffer.wrap(HEX.parseHex(CHUNK_HEX)));
  }

  private static IdentityClaims claims(long expiresAt) {
    return IdentityClaims.newBuilder()
        .setRealmId(101)
        .setActorId(ID)
        .setExpiresAt(expiresAt)
        .build();
  }

  private static RpcEnvelope envelope(String method, String payloadHex, int number) {
    return new RpcEnvelope(
        "echo.EchoService." + method,
        HEX.parseHex(payloadHex),
        "00000000-0000-4000-8000-00000000000" + number,
        Optional.empty(),
        Optional.empty());
  }

  private static PackageProtos.RpcEnvelope parse(String hex) throws WireException {
    return Messages.parse(PackageProtos.RpcEnvelope.parser(), HEX.parseHex(hex));
  }

  private static String hex(MessageLite message) {
    return HEX.formatHex(message.toByteArray());
  }
}
