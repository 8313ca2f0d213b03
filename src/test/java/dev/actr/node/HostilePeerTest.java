package dev.actr.node;

import static dev.actr.node.Hook.WEB_SOCKET_CONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_CONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.ErrorCategory;
import dev.actr.Hostile;
import dev.actr.PayloadType;
import dev.actr.Realm;
import dev.actr.devserver.DevServer;
import dev.actr.identity.Identity;
import dev.actr.net.WebSocketLimits;
import dev.actr.test.echo.EchoResponse;
import dev.actr.wire.Envelopes;
import dev.actr.wire.PeerFrame;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a peer can do to a node's listener, with an independent WebSocket client. */
class HostilePeerTest {

  private static final Realm REALM = new Realm(1001);
  private static final int MAX_MESSAGE = 64 * 1024;

  private final HttpClient http = HttpClient.newHttpClient();
  @RegisterExtension final NodeServer server = new NodeServer();
  private TestNode echo;
  private TestNode friend;

  @BeforeEach
  void startNodes() throws Exception {
    echo = server.node().maxMessage(MAX_MESSAGE).build().startAndWait();
    friend = server.node().type("acme:Friend:1.0.0").build().startAndWait();
  }

  /** Whatever was tried: the node and its other peers are not affected. */
  @AfterEach
  void theNodeServesOn() {
    assertThat(echo.node.state()).isEqualTo(NodeState.READY);
    assertThat(friend.echo(Dest.peer(echo.id()), "fine")).isEqualTo("fine");
    friend.close();
    echo.close();
  }

  private Identity register() {
    return Strangers.register(server.get(), "");
  }

  /** A connection that is let in, for bytes that no client sends. */
  private RawPeer admitted() throws Exception {
    RawPeer peer = new RawPeer(echo).send(RawPeer.upgrade(RawPeer.identityOf(register())));
    assertThat(peer.status()).isEqualTo(101);
    peer.awaitTaken();
    return peer;
  }

  /** A connection as its client sees it. */
  private static final class Client implements WebSocket.Listener {

    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final CompletableFuture<byte[]> message = new CompletableFuture<>();
    WebSocket socket;

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      message.complete(bytes);
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closed.complete(-1);
    }

    Client send(byte[] bytes) {
      socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
      return this;
    }

    int closeCode() throws Exception {
      return closed.get(10, TimeUnit.SECONDS);
    }
  }

  private Client connect(String sourceId, String credential) throws Exception {
    Client client = new Client();
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (sourceId != null) {
      builder.header("X-Actr-Source-ID", sourceId);
    }
    if (credential != null) {
      builder.header("X-Actr-Credential", credential);
    }
    URI url = URI.create("ws://127.0.0.1:" + echo.node.listenerPort().orElseThrow() + "/any?path");
    client.socket = builder.buildAsync(url, client).get(10, TimeUnit.SECONDS);
    return client;
  }

  private Client connect(Identity identity) throws Exception {
    return connect(hex(identity.id()), base64(identity.credential()));
  }

  private static String hex(ActrId id) {
    return HexFormat.of().formatHex(ProtoValues.toProto(id).toByteArray());
  }

  private static String base64(AIdCredential credential) {
    return Base64.getEncoder().encodeToString(credential.toByteArray());
  }

  private int refusal(String sourceId, String credential) throws Exception {
    try {
      connect(sourceId, credential);
      throw new AssertionError("the connection was accepted");
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(WebSocketHandshakeException.class);
      return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }

  private static byte[] request(String message) {
    return PeerFrame.encode(
        PayloadType.RPC_RELIABLE,
        Envelopes.request(
            new dev.actr.RpcEnvelope(
                Echo.METHOD.routeKey(),
                Echo.request(message).toByteArray(),
                "request-1",
                Optional.empty(),
                Optional.empty()),
            Duration.ofSeconds(5)));
  }

  @Test
  void anIndependentClientIsAnsweredOnItsOwnConnection() throws Exception {
    Client client = connect(register()).send(request("hello"));
    PeerFrame frame = PeerFrame.decode(ByteBuffer.wrap(client.message.get(10, TimeUnit.SECONDS)));
    RpcEnvelope response = RpcEnvelope.parseFrom(frame.body());
    assertThat(response.getRequestId()).isEqualTo("request-1");
    assertThat(EchoResponse.parseFrom(response.getPayload()).getReply()).isEqualTo("hello");
  }

  @Test
  void aRequestThatIsSentAgainIsAnsweredAgainAndNotRunAgain() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (TestNode counting =
        server
            .node()
            .type("acme:Counting:1.0.0")
            .echo((request, context) -> Echo.response("" + runs.incrementAndGet()))
            .build()
            .startAndWait()) {
      TestNode other = echo;
      echo = counting;
      Identity identity = register();
      try {
        for (int i = 0; i < 3; i++) {
          Client client = connect(identity).send(request("again"));
          RpcEnvelope response =
              RpcEnvelope.parseFrom(
                  PeerFrame.decode(ByteBuffer.wrap(client.message.get(10, TimeUnit.SECONDS)))
                      .body());
          assertThat(EchoResponse.parseFrom(response.getPayload()).getReply()).isEqualTo("1");
        }
      } finally {
        echo = other;
      }
    }
  }

  @Test
  void headersInUpperCaseHexAreAccepted() throws Exception {
    Identity identity = register();
    connect(hex(identity.id()).toUpperCase(Locale.ROOT), base64(identity.credential()));
  }

  @Test
  void missingOrMalformedHeadersAreRefusedBeforeTheUpgrade() throws Exception {
    Identity identity = register();
    String id = hex(identity.id());
    String credential = base64(identity.credential());
    assertThat(refusal(null, credential)).isEqualTo(401);
    assertThat(refusal(id, null)).isEqualTo(401);
    assertThat(refusal("zz", credential)).isEqualTo(401);
    assertThat(refusal("", credential)).isEqualTo(401);
    assertThat(refusal(id, "!!")).isEqualTo(401);
    assertThat(refusal(id, "AAAA")).isEqualTo(401);
    assertThat(echo.hookNames()).doesNotContain(WEB_SOCKET_CONNECTING);
  }

  @Test
  void forgedCredentialsAreRefused() throws Exception {
    Identity identity = register();
    AIdCredential good = identity.credential();
    byte[] signature = good.getSignature().toByteArray();
    signature[7] ^= 1;
    AIdCredential tampered = good.toBuilder().setSignature(ByteString.copyFrom(signature)).build();
    AIdCredential truncated =
        good.toBuilder().setSignature(good.getSignature().substring(0, 63)).build();
    AIdCredential unknownKey = good.toBuilder().setKeyId(good.getKeyId() + 1).build();
    String id = hex(identity.id());

    assertThat(refusal(id, base64(tampered))).isEqualTo(401);
    assertThat(refusal(id, base64(truncated))).isEqualTo(401);
    assertThat(refusal(id, base64(unknownKey))).isEqualTo(401);
    assertThat(refusal(hex(echo.id()), base64(good))).isEqualTo(401);
    assertThat(echo.hookNames()).doesNotContain(WEB_SOCKET_CONNECTED);
  }

  @Test
  void anExpiredCredentialIsRefused() throws Exception {
    try (DevServer shortLived =
        DevServer.builder()
            .port(0)
            .credentialLifetime(Duration.ofSeconds(1))
            .seed("0123456789abcdef0123456789abcdef".getBytes())
            .start()) {
      Identity identity = Strangers.register(shortLived, "");
      try (TestNode other =
          TestNode.builder(shortLived.aisUri(), shortLived.signalingUri()).build().startAndWait()) {
        TestNode first = echo;
        echo = other;
        try {
          Awaitility.await()
              .atMost(TestNode.PATIENCE)
              .until(() -> identity.expiresAt().isBefore(Instant.now()));
          assertThat(refusal(hex(identity.id()), base64(identity.credential()))).isEqualTo(401);
        } finally {
          echo = first;
        }
      }
    }
  }

  @Test
  void aKeyThatIsNotKnownYetIsAskedOfSignaling() throws Exception {
    server.get().rotateKey();
    Client client = connect(register()).send(request("hello"));
    assertThat(client.message.get(10, TimeUnit.SECONDS)).isNotEmpty();
  }

  @Test
  @Hostile("H64")
  void malformedFramesCloseTheConnectionOfTheirSender() throws Exception {
    byte[][] malformed = {
      {},
      {0},
      {0, 0, 0, 0},
      {9, 0, 0, 0, 0},
      {0, 0, 0, 0, 5, 1},
      {0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
      {0, 0, 0, 0, 1, (byte) 0xff},
      {2, 0, 0, 0, 2, (byte) 0xff, (byte) 0xff},
    };
    for (byte[] bytes : malformed) {
      assertThat(connect(register()).send(bytes).closeCode()).isEqualTo(1007);
    }
    assertThat(echo.errors())
        .extracting(e -> e.category())
        .containsOnly(ErrorCategory.TRANSPORT_FAILURE);
  }

  @Test
  @Hostile("H65")
  void aMessageBeyondAllLimitsClosesTheConnectionOfItsSender() throws Exception {
    try (RawPeer peer = admitted()) {
      // The head alone: what else arrives is not read, which would take the answer along.
      peer.send(frameHead(0x82, WebSocketLimits.PEER_MESSAGE + 1));
      assertThat(peer.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  @Hostile("H66")
  void aMessageInManyFramesIsBoundedToo() throws Exception {
    try (RawPeer peer = admitted()) {
      int length = 16 * 1024 * 1024;
      for (int i = 0; i < WebSocketLimits.PEER_MESSAGE / length; i++) {
        peer.send(frameHead(i == 0 ? 0x02 : 0x00, length)).send(new byte[length]);
      }
      // One byte more than a message may have.
      peer.send(frameHead(0x00, 1)).send(new byte[1]);
      assertThat(peer.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  @Hostile("H219")
  void aMessageAboveTheLimitThatIsNoRequestClosesTheConnectionOfItsSender() throws Exception {
    for (int lane : new int[] {0, 2, 9}) {
      try (RawPeer peer = admitted()) {
        byte[] content = new byte[MAX_MESSAGE + 1];
        content[0] = (byte) lane;
        peer.send(frameHead(0x82, content.length)).send(content);
        assertThat(peer.closeCode()).isEqualTo(1009);
      }
    }
  }

  /** Of a frame whose mask is zero. */
  private static byte[] frameHead(int first, long length) {
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) first);
    if (length < 126) {
      head.put((byte) (0x80 | length));
    } else if (length < 0x10000) {
      head.put((byte) 0xfe).putShort((short) length);
    } else {
      head.put((byte) 0xff).putLong(length);
    }
    return Arrays.copyOf(head.array(), head.position() + 4);
  }

  @Test
  void envelopesWithoutDirectionAndTextAreIgnored() throws Exception {
    Client client = connect(register());
    client.socket.sendText("hello", true).join();
    client.send(
        PeerFrame.encode(
            PayloadType.RPC_RELIABLE,
            RpcEnvelope.newBuilder()
                .setRouteKey(Echo.METHOD.routeKey())
                .setRequestId("undirected")
                .setTimeoutMs(0)
                .build()));
    client.send(
        PeerFrame.encode(
            PayloadType.MEDIA_RTP,
            RpcEnvelope.getDefaultInstance().toBuilder()
                .setRouteKey("")
                .setRequestId("")
                .setTimeoutMs(0)
                .build()));
    client.send(request("still here"));
    RpcEnvelope response =
        RpcEnvelope.parseFrom(
            PeerFrame.decode(ByteBuffer.wrap(client.message.get(10, TimeUnit.SECONDS))).body());
    assertThat(response.getRequestId()).isEqualTo("request-1");
  }

  @Test
  void responsesNobodyAskedForAreDropped() throws Exception {
    Client client = connect(register());
    RpcEnvelope request =
        RpcEnvelope.parseFrom(PeerFrame.decode(ByteBuffer.wrap(request("x"))).body());
    client.send(
        PeerFrame.encode(
            PayloadType.RPC_RELIABLE, Envelopes.response(request, new byte[] {1, 2, 3})));
    client.send(request("still here"));
    assertThat(client.message.get(10, TimeUnit.SECONDS)).isNotEmpty();
  }

  @Test
  @Hostile("H67")
  void aHundredConnectionsOfGarbageLeaveTheNodeAsItWas() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      try (RawPeer peer = new RawPeer(echo)) {
        peer.send(bytes);
        peer.endOutput();
        assertThat(new String(peer.readToEnd(), StandardCharsets.ISO_8859_1))
            .doesNotStartWith("HTTP/1.1 101");
      }
    }
  }

  @Test
  void plainHttpIsToldToUpgrade() throws Exception {
    URI url = URI.create("http://127.0.0.1:" + echo.node.listenerPort().orElseThrow() + "/");
    var response =
        http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding());
    assertThat(response.statusCode()).isEqualTo(426);
  }

  @Test
  void aSecondConnectionOfThePeerTakesOverAndTheFirstIsStillAnswered() throws Exception {
    Identity identity = register();
    Client first = connect(identity);
    Client second = connect(identity);
    first.send(request("first"));
    second.send(request("second"));
    assertThat(first.message.get(10, TimeUnit.SECONDS)).isNotEmpty();
    assertThat(second.message.get(10, TimeUnit.SECONDS)).isNotEmpty();
  }
}
