package dev.actr.node;

import static dev.actr.node.RawPeer.credential;
import static dev.actr.node.RawPeer.identityOf;
import static dev.actr.node.RawPeer.source;
import static dev.actr.node.RawPeer.upgrade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.actr.Dest;
import dev.actr.Hostile;
import dev.actr.cdi.LogRecords;
import dev.actr.devserver.DevServer;
import dev.actr.identity.Identity;
import dev.actr.net.tls.ClientAuth;
import dev.actr.net.tls.TestCa;
import dev.actr.net.tls.Tls;
import dev.actr.peer.PeerLimits;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.IdentityClaims;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a client can do to a node's listener before it is let in. */
class HostileHandshakeTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int MAX_CONNECTIONS = 20;

  @TempDir Path folder;

  @RegisterExtension final NodeServer server = new NodeServer();
  private TestNode node;
  private TestNode friend;
  private Identity stranger;

  @BeforeEach
  void start() throws Exception {
    node =
        server
            .node()
            .limits(
                new PeerLimits(
                    MAX_CONNECTIONS,
                    4,
                    Duration.ofSeconds(20),
                    Duration.ZERO,
                    0,
                    9,
                    Duration.ofSeconds(15)))
            .build()
            .startAndWait();
    friend = server.node().type("acme:Friend:1.0.0").build().startAndWait();
    stranger = Strangers.register(server.get(), "");
  }

  /** Whatever was tried: the node and its other peers are not affected. */
  @AfterEach
  void theNodeServesOn() {
    assertThat(friend.echo(Dest.peer(node.id()), "fine")).isEqualTo("fine");
    friend.close();
    node.close();
  }

  private int answerTo(String request) throws IOException {
    try (RawPeer peer = new RawPeer(node)) {
      int status = peer.send(request).status();
      if (status != 101) {
        peer.readToEnd();
      }
      return status;
    }
  }

  private int answerTo(AIdCredential credential) throws IOException {
    return answerTo(upgrade(source(stranger.id()) + credential(credential)));
  }

  @Test
  void theHandshakeTheOthersAreVariationsOfIsAccepted() throws Exception {
    assertThat(answerTo(upgrade(identityOf(stranger)))).isEqualTo(101);
  }

  @Test
  @Hostile("H1")
  void aCredentialWithAForgedSignatureIsUnauthorized() throws Exception {
    byte[] signature = stranger.credential().getSignature().toByteArray();
    signature[0] ^= 1;
    assertThat(
            answerTo(
                stranger.credential().toBuilder()
                    .setSignature(ByteString.copyFrom(signature))
                    .build()))
        .isEqualTo(401);
  }

  @Test
  @Hostile("H2")
  void aCredentialWhoseClaimsWereChangedIsUnauthorized() throws Exception {
    IdentityClaims.Builder later =
        IdentityClaims.parseFrom(stranger.credential().getClaims()).toBuilder();
    later.setExpiresAt(later.getExpiresAt() + 3600);
    byte[] otherBit = stranger.credential().getClaims().toByteArray();
    otherBit[otherBit.length - 1] ^= 1;
    for (ByteString claims : List.of(later.build().toByteString(), ByteString.copyFrom(otherBit))) {
      assertThat(answerTo(stranger.credential().toBuilder().setClaims(claims).build()))
          .isEqualTo(401);
    }
  }

  @Test
  @Hostile("H3")
  void aTruncatedSignatureIsUnauthorized() throws Exception {
    AIdCredential.Builder credential = stranger.credential().toBuilder();
    assertThat(
            answerTo(credential.setSignature(credential.getSignature().substring(0, 63)).build()))
        .isEqualTo(401);
    assertThat(answerTo(credential.setSignature(ByteString.EMPTY).build())).isEqualTo(401);
  }

  @Test
  @Hostile("H4")
  void aTruncatedCredentialIsUnauthorized() throws Exception {
    String headers = identityOf(stranger);
    String cut = headers.substring(0, headers.length() - 22) + "\r\n";
    assertThat(answerTo(upgrade(cut))).isEqualTo(401);
  }

  @Test
  @Hostile("H5")
  void anOversizedCredentialIsTooLarge() throws Exception {
    AIdCredential huge =
        stranger.credential().toBuilder().setClaims(ByteString.copyFrom(new byte[9000])).build();
    assertThat(answerTo(huge)).isEqualTo(431);
  }

  @Test
  @Hostile("H6")
  void anotherActorsCredentialIsUnauthorized() throws Exception {
    assertThat(answerTo(upgrade(source(friend.id()) + credential(stranger.credential()))))
        .isEqualTo(401);
  }

  @Test
  @Hostile("H7")
  void theCredentialOfAnotherServerIsUnauthorized() throws Exception {
    try (DevServer other = DevServer.builder().port(0).start()) {
      assertThat(answerTo(upgrade(identityOf(Strangers.register(other, ""))))).isEqualTo(401);
    }
  }

  @Test
  @Hostile("H8")
  void anInventedKeyIdIsUnauthorized() throws Exception {
    assertThat(answerTo(stranger.credential().toBuilder().setKeyId(12_345).build())).isEqualTo(401);
  }

  /** A credential is a bearer's; until it expires it is good for whoever has it. */
  @Test
  @Hostile("H9")
  void aReplayedCredentialIsItsBearersAndCannotCrowdOthersOut() throws Exception {
    List<RawPeer> replays = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RawPeer replay = new RawPeer(node).send(upgrade(identityOf(stranger)));
      assertThat(replay.status()).isEqualTo(101);
      replay.awaitTaken();
      replays.add(replay);
    }
    for (RawPeer oldest : replays.subList(0, 2)) {
      byte[] end = oldest.readToEnd();
      // The frame that closes, with status 1008.
      assertThat(end).containsSequence((byte) 0x03, (byte) 0xf0);
    }
    for (RawPeer replay : replays) {
      replay.close();
    }
  }

  @Test
  @Hostile("H10")
  void anIdentityHeaderThatComesTwiceIsUnauthorized() throws Exception {
    assertThat(answerTo(upgrade(identityOf(stranger) + source(friend.id())))).isEqualTo(401);
    assertThat(answerTo(upgrade(identityOf(stranger) + credential(stranger.credential()))))
        .isEqualTo(401);
  }

  @Test
  @Hostile("H11")
  void identityHeadersThatAreMissingOrEmptyAreUnauthorized() throws Exception {
    assertThat(answerTo(upgrade(""))).isEqualTo(401);
    assertThat(answerTo(upgrade(source(stranger.id())))).isEqualTo(401);
    assertThat(answerTo(upgrade("X-Actr-Source-ID:\r\nX-Actr-Credential:\r\n"))).isEqualTo(401);
  }

  @Test
  @Hostile("H12")
  void aRequestLineThatIsTooLongIsRefused() throws Exception {
    assertThat(answerTo("GET /" + "a".repeat(5000) + " HTTP/1.1\r\n\r\n")).isEqualTo(414);
  }

  @Test
  @Hostile("H13")
  void headersThatAreTooLargeAreRefused() throws Exception {
    assertThat(answerTo(upgrade("X-Filler: " + "a".repeat(9000) + "\r\n"))).isEqualTo(431);
  }

  @Test
  @Hostile("H14")
  void headersThatHideAnotherAreRefused() throws Exception {
    assertThat(answerTo(upgrade("X-Hidden: a\0b\r\n"))).isEqualTo(400);
    assertThat(answerTo(upgrade("X Hidden : a\r\n"))).isEqualTo(400);
    assertThat(answerTo(upgrade(": a\r\n"))).isEqualTo(400);
  }

  @Test
  @Hostile("H15")
  void aBodyWhereNoneBelongsIsTooLarge() throws Exception {
    try (RawPeer peer = new RawPeer(node)) {
      // The connection then waits for the body, as long as any request may take.
      assertThat(peer.send(upgrade("Content-Length: 5\r\n")).status()).isEqualTo(413);
    }
    assertThat(answerTo(upgrade("Content-Length: 99999999999999999999\r\n"))).isEqualTo(400);
  }

  @Test
  @Hostile("H16")
  void twoLengthsOfOneBodyAreRefused() throws Exception {
    assertThat(answerTo(upgrade("Content-Length: 0\r\nContent-Length: 7\r\n"))).isEqualTo(400);
  }

  @Test
  @Hostile("H17")
  void anUpgradeThatIsNoneIsRefused() throws Exception {
    String good = upgrade(identityOf(stranger));
    assertThat(answerTo(good.replace("GET", "POST"))).isEqualTo(400);
    assertThat(answerTo(good.replace("Version: 13", "Version: 8"))).isEqualTo(426);
    assertThat(answerTo(good.replace("Upgrade: websocket\r\n", ""))).isEqualTo(426);
  }

  @Test
  @Hostile("H18")
  void aRequestThatNeverEndsIsCutHoweverBusyItsClientIs() throws Exception {
    try (TestNode impatient = impatient(Tls.jvmDefault());
        RawPeer peer = new RawPeer(impatient)) {
      trickle(peer);
    }
  }

  @Test
  @Hostile("H19")
  void aConnectionThatSaysNothingIsCut() throws Exception {
    try (TestNode impatient = impatient(Tls.jvmDefault());
        RawPeer peer = new RawPeer(impatient)) {
      assertThat(peer.readToEnd()).isEmpty();
    }
  }

  @Test
  @Hostile("H20")
  void aTlsHandshakeThatNeverEndsIsCut() throws Exception {
    try (TestNode impatient = impatient(serving());
        RawPeer peer = new RawPeer(impatient)) {
      // The head of a record that announces more than comes.
      peer.send(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
      assertThat(peer.readToEnd()).isEmpty();
    }
  }

  @Test
  @Hostile("H21")
  void afterTlsTheRequestHasToComeInTheSameTime() throws Exception {
    try (TestNode impatient = impatient(serving());
        SSLSocket socket = tlsSocket(impatient, "TLSv1.3")) {
      socket.startHandshake();
      assertThat(new RawPeer(socket).readToEnd()).isEmpty();
    }
  }

  @Test
  @Hostile("H22")
  void plainHttpToAPortOfTlsIsCut() throws Exception {
    try (TestNode secure = impatient(serving());
        RawPeer peer = new RawPeer(secure)) {
      byte[] answer = peer.send(upgrade(identityOf(stranger))).readToEnd();
      assertThat(new String(answer)).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  @Hostile("H23")
  void anOldVersionOfTlsIsRefused() throws Exception {
    try (TestNode secure = impatient(serving());
        SSLSocket socket = tlsSocket(secure, "TLSv1.2")) {
      assertThat(catchThrowable(socket::startHandshake)).isInstanceOf(IOException.class);
    }
  }

  @Test
  @Hostile("H24")
  void aCertificateOfAStrangersIssuerIsRefused() throws Exception {
    TestCa ours = new TestCa("ours");
    TestCa theirs = new TestCa("theirs");
    Tls demanding =
        Tls.of(
            TestCa.both(
                ours.issue("127.0.0.1").pem(folder), ours.trustPem(folder), ClientAuth.NEED));
    Path elsewhere = Files.createDirectory(folder.resolve("theirs"));
    Tls intruding =
        Tls.of(
            TestCa.both(
                theirs.issue("127.0.0.1").pem(elsewhere), ours.trustPem(folder), ClientAuth.NONE));
    try (TestNode secure = impatient(demanding);
        TestNode intruder =
            server
                .node()
                .type("acme:Intruder:1.0.0")
                .callTimeout(Duration.ofSeconds(2))
                .tls(intruding)
                .build()
                .startAndWait()) {
      assertThat(
              catchThrowable(
                  () ->
                      intruder
                          .context()
                          .call(Dest.peer(secure.id()), Echo.METHOD, Echo.request("x"))))
          .isNotNull();
      assertThat(secure.hookNames()).doesNotContain(Hook.WEB_SOCKET_CONNECTING);
    }
  }

  @Test
  @Hostile("H25")
  void connectionsBeyondTheLimitAreClosedAtOnceAndMakeRoomWhenTheyEnd() throws Exception {
    List<RawPeer> idle = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_CONNECTIONS; i++) {
        idle.add(new RawPeer(node));
      }
      await()
          .atMost(TestNode.PATIENCE)
          .until(
              () -> {
                try (RawPeer more = new RawPeer(node)) {
                  return more.readToEnd().length == 0;
                }
              });
    } finally {
      for (RawPeer peer : idle) {
        peer.close();
      }
    }
    await()
        .atMost(TestNode.PATIENCE)
        .ignoreExceptions()
        .until(() -> answerTo(upgrade(identityOf(stranger))) == 101);
  }

  @Test
  @Hostile("H103")
  void aFloodOfConnectionsThatAreRefusedCostsALimitedLog() throws Exception {
    int flood = 300;
    int logged = 0;
    try (LogRecords log = new LogRecords("dev.actr.peer.websocket")) {
      for (int i = 0; i < flood; i++) {
        try (RawPeer peer = new RawPeer(node)) {
          assertThat(peer.send(upgrade("")).status()).isEqualTo(401);
          logged += log.with("Refused", "/127.0.0.1:" + peer.localPort() + ":").size();
        }
      }
    }
    // A minute may begin anew under way.
    assertThat(logged).isBetween(60, 120);
  }

  private TestNode impatient(Tls tls) throws Exception {
    return server
        .node()
        .type("acme:Impatient:1.0.0")
        .tls(tls)
        .limits(new PeerLimits(10, 4, SHORT, Duration.ZERO, 0, 9, Duration.ofSeconds(15)))
        .build()
        .startAndWait();
  }

  private Tls serving() throws Exception {
    return Tls.of(TestCa.serving(new TestCa("issuer").issue("127.0.0.1").pem(folder)));
  }

  private static SSLSocket tlsSocket(TestNode to, String version) throws Exception {
    SSLSocket socket = (SSLSocket) anybody().getSocketFactory().createSocket();
    socket.connect(new InetSocketAddress("127.0.0.1", to.node.listenerPort().orElseThrow()));
    socket.setEnabledProtocols(new String[] {version});
    socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
    return socket;
  }

  private static SSLContext anybody() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    return context;
  }

  /** One byte whenever the last has left, until the node has had enough. */
  private static void trickle(RawPeer peer) throws IOException {
    Thread sender =
        new Thread(
            () -> {
              try {
                peer.send("GET / HTTP/1.1\r\nX: ");
                while (true) {
                  peer.send("a");
                  LockSupport.parkNanos(20_000_000);
                }
              } catch (IOException cut) {
                // That is what is waited for.
              }
            });
    sender.setDaemon(true);
    sender.start();
    assertThat(peer.readToEnd()).isEmpty();
  }
}
