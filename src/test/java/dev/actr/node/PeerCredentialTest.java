package dev.actr.node;

import static dev.actr.node.Hook.WEB_RTC_CONNECTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.actr.ActrId;
import dev.actr.Hostile;
import dev.actr.PeerEvent;
import dev.actr.devserver.DevServer;
import dev.actr.identity.Ed25519;
import dev.actr.identity.Identity;
import dev.actr.signaling.ScriptedSession;
import dev.actr.signaling.ScriptedSignaling;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.SignalingEnvelopes;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.IdentityClaims;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.WebRtcProtos.SessionDescription;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong with a credential is noticed on both transports, by the node itself. */
class PeerCredentialTest {

  private static final byte[] SEED = new byte[Ed25519.KEY_LENGTH];
  private static final Instant LATER = Instant.now().plusSeconds(3600);

  private static int keyId;

  /** One thing is wrong with each but the first. */
  enum Shown {
    GOOD(id -> signed(id.toString(), id.realm().id(), LATER)),
    FORGED(
        id -> {
          AIdCredential good = GOOD.by.apply(id);
          byte[] signature = good.getSignature().toByteArray();
          signature[17] ^= 4;
          return good.toBuilder().setSignature(ByteString.copyFrom(signature)).build();
        }),
    UNSIGNED(id -> GOOD.by.apply(id).toBuilder().setSignature(ByteString.EMPTY).build()),
    OF_ANOTHER(id -> signed("77@1001/acme:Another:1.0.0", id.realm().id(), LATER)),
    OF_ANOTHER_REALM(id -> signed(id.toString(), 1002, LATER)),
    EXPIRED(id -> signed(id.toString(), id.realm().id(), Instant.now().minusSeconds(60))),
    OF_AN_UNKNOWN_KEY(id -> GOOD.by.apply(id).toBuilder().setKeyId(keyId + 1).build()),
    EMPTY(
        id ->
            AIdCredential.newBuilder()
                .setKeyId(0)
                .setClaims(ByteString.EMPTY)
                .setSignature(ByteString.EMPTY)
                .build());

    private final Function<ActrId, AIdCredential> by;

    Shown(Function<ActrId, AIdCredential> by) {
      this.by = by;
    }
  }

  private static AIdCredential signed(String actor, long realm, Instant expiry) {
    byte[] claims =
        IdentityClaims.newBuilder()
            .setActorId(actor)
            .setRealmId((int) realm)
            .setExpiresAt(expiry.getEpochSecond())
            .build()
            .toByteArray();
    try {
      return AIdCredential.newBuilder()
          .setKeyId(keyId)
          .setClaims(ByteString.copyFrom(claims))
          .setSignature(ByteString.copyFrom(Ed25519.sign(Ed25519.privateKey(SEED), claims)))
          .build();
    } catch (java.security.spec.InvalidKeySpecException e) {
      throw new AssertionError(e);
    }
  }

  private static ActrId peer(Shown shown) {
    return ActrId.parse(Integer.toHexString(100 + shown.ordinal()) + "@1001/acme:Peer:1.0.0");
  }

  private static DevServer server() throws Exception {
    DevServer server = DevServer.builder().port(0).seed(SEED).start();
    Identity any = Strangers.register(server, "ws://127.0.0.1:1");
    keyId = any.signingKeyId();
    return server;
  }

  @ParameterizedTest
  @EnumSource
  @Hostile("H107")
  void aListenerTakesGoodCredentialsAlone(Shown shown) throws Exception {
    try (DevServer server = server();
        TestNode node =
            TestNode.builder(server.aisUri(), server.signalingUri()).build().startAndWait();
        RawPeer raw = new RawPeer(node)) {
      ActrId peer = peer(shown);
      raw.send(RawPeer.upgrade(RawPeer.source(peer) + RawPeer.credential(shown.by.apply(peer))));
      assertThat(raw.status()).isEqualTo(shown == Shown.GOOD ? 101 : 401);
    }
  }

  @Test
  @Hostile("H108")
  void offersOfWebRtcAreTakenWithGoodCredentialsAlone() throws Exception {
    try (DevServer server = server();
        ScriptedSignaling signaling = new ScriptedSignaling();
        TestNode node =
            TestNode.builder(server.aisUri(), signaling.url())
                .withoutListener()
                .webRtc(WebRtcCallTest.LOOPBACK)
                .build()
                .startAndWait()) {
      ScriptedSession session = signaling.session(1);
      Arrays.stream(Shown.values())
          .filter(shown -> shown != Shown.GOOD)
          .forEach(shown -> offer(session, node, shown));
      await().atMost(TestNode.PATIENCE).until(() -> keysAskedFor(session) == 2);
      // It comes last, and its session is the only one.
      offer(session, node, Shown.GOOD);
      await().atMost(TestNode.PATIENCE).until(() -> !beginnings(node).isEmpty());
      assertThat(beginnings(node)).containsExactly(peer(Shown.GOOD));
    }
  }

  /** Of an unknown key, and of none. */
  private static long keysAskedFor(ScriptedSession session) {
    return session.envelopes().stream()
        .filter(message -> message.getActrToServer().hasGetSigningKeyRequest())
        .count();
  }

  private static List<ActrId> beginnings(TestNode node) {
    return node.hooks.stream()
        .filter(seen -> seen.hook() == WEB_RTC_CONNECTING)
        .map(seen -> ((PeerEvent) seen.payload()).peer())
        .toList();
  }

  private static void offer(ScriptedSession session, TestNode node, Shown shown) {
    session.send(
        SignalingEnvelopes.create()
            .setActrRelay(
                ActrRelay.newBuilder()
                    .setSource(ProtoValues.toProto(peer(shown)))
                    .setCredential(shown.by.apply(peer(shown)))
                    .setTarget(ProtoValues.toProto(node.id()))
                    .setSessionDescription(
                        SessionDescription.newBuilder()
                            .setType(SessionDescription.Type.OFFER)
                            .setSdpExchangeId("1")
                            .setSdp("v=0")))
            .build());
  }
}
