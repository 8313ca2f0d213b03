package dev.actr.peer;

import static dev.actr.peer.PeersFixture.A;
import static dev.actr.peer.PeersFixture.B;
import static dev.actr.peer.PeersFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressBookTest {

  private final PeersFixture node = new PeersFixture();

  @AfterEach
  void close() {
    node.close();
  }

  private long questions() {
    return node.server.session(1).envelopes().stream()
        .filter(envelope -> envelope.getActrToServer().hasRouteCandidatesRequest())
        .count();
  }

  private Optional<URI> find(ActrId peer) throws Exception {
    return node.addresses.find(peer).get(20, TimeUnit.SECONDS);
  }

  @Test
  void anAddressIsAskedForOnce() throws Exception {
    assertThat(find(A)).contains(URI.create("ws://a:1"));
    assertThat(find(A)).contains(URI.create("ws://a:1"));
    assertThat(find(B)).contains(URI.create("ws://b:1"));
    assertThat(questions()).isEqualTo(1);
  }

  @Test
  void discoveryTellsTheAddressToo() throws Exception {
    ActrId found = node.addresses.discover(A.type(), "").get(20, TimeUnit.SECONDS);
    find(found);
    assertThat(questions()).isEqualTo(1);
  }

  @Test
  void whatWasForgottenIsAskedForAgain() throws Exception {
    find(A);
    node.addresses.forget(A);
    node.server.candidate(A, "ws://moved:2");
    assertThat(find(A)).contains(URI.create("ws://moved:2"));
    assertThat(questions()).isEqualTo(2);
  }

  @Test
  void oneOfVeryManyIsFound() throws Exception {
    ActrType type = ActrType.parse("acme:Crowd:1.0.0");
    ActrId last = null;
    for (int i = 1; i <= 1000; i++) {
      last = new ActrId(A.realm(), i, type);
      node.server.candidate(last, "ws://crowd:" + i);
    }
    assertThat(find(last)).contains(URI.create("ws://crowd:1000"));
    assertThat(node.addresses.isLive(last).get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(failure(node.addresses.find(new ActrId(A.realm(), 1001, type))).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void whoIsNotConnectedIsNotFound() {
    ActrId stranger = ActrId.parse("c@1001/acme:Echo:1.0.0");
    assertThat(failure(node.addresses.find(stranger)))
        .hasMessageContaining("is not connected to signaling")
        .matches(e -> e.kind() == ErrorKind.NOT_FOUND);
    assertThat(failure(node.addresses.discover(ActrType.parse("acme:Nobody:1.0.0"), "")).kind())
        .isEqualTo(ErrorKind.NOT_FOUND);
  }

  @Test
  void anAddressThatIsNoUrlCountsAsNone() throws Exception {
    node.server.candidate(A, "not a url");
    assertThat(find(A)).isEmpty();
    assertThat(find(B)).contains(URI.create("ws://b:1"));
  }
}
