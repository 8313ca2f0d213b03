package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrType;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceTest {

  private static final String ECHO = "acme:Echo:1.0.0";

  private DevServer server;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.builder().port(0).limits(new RegistryLimits(100, 1 << 20, 4, 3)).start();
    node = TestNode.of(server, "acme:Client:1.0.0");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tellsWhenAnActorOfTheTypeConnects() {
    subscribe(node, ECHO);
    subscribe(node, ECHO);

    TestNode.of(server, "acme:Echo:2.0.0");
    TestNode echo = TestNode.of(server, ECHO);

    assertUp(echo);
    TestNode again = TestNode.connect(server, echo.ok, "");
    assertUp(again);
    assertThat(node.ping().hasPong()).as("nothing but the reply comes next").isTrue();
  }

  @Test
  void doesNotTellAnActorOfItself() {
    subscribe(node, "acme:Client:1.0.0");

    TestNode again = TestNode.connect(server, node.ok, "");

    assertThat(again.ping().hasPong()).isTrue();
  }

  @Test
  void subscriptionsOutliveTheConnectionButNotTheRegistration() {
    subscribe(node, ECHO);
    node.close();
    node = TestNode.connect(server, node.ok, "");

    assertUp(TestNode.of(server, ECHO));

    node.ask(r -> r.getUnregisterRequestBuilder().setActrId(node.id()));
    TestNode.of(server, ECHO);
    assertThat(node.ping().getError().getCode()).as("nothing came before").isEqualTo(403);
  }

  @Test
  void unsubscribes() {
    subscribe(node, ECHO);

    for (int i = 0; i < 2; i++) {
      assertThat(
              node.ask(r -> r.getUnsubscribeActrUpRequestBuilder().setTargetType(type(ECHO)))
                  .getUnsubscribeActrUpResponse()
                  .hasSuccess())
          .isTrue();
    }

    TestNode.of(server, ECHO);
    assertThat(node.ping().hasPong()).as("nothing but the reply comes next").isTrue();
  }

  @Test
  void refusesTooManySubscriptions() {
    for (int i = 0; i < 3; i++) {
      subscribe(node, "acme:Echo:" + i);
    }
    assertThat(refused(node, type(ECHO)).getCode()).isEqualTo(429);
    subscribe(node, "acme:Echo:0");

    TestNode other = TestNode.of(server, "acme:Client:1.0.0");
    subscribe(other, "acme:Echo:0");
    assertThat(refused(other, type("acme:Echo:1")).getCode()).isEqualTo(429);

    node.ask(r -> r.getUnregisterRequestBuilder().setActrId(node.id()));
    subscribe(other, "acme:Echo:1");
  }

  @Test
  void refusesTypesThatCannotBe() {
    ActrProtos.ActrType.Builder type = type(ECHO).toBuilder();

    assertThat(refused(node, type.setVersion("").build()).getCode()).isEqualTo(400);
    assertThat(refused(node, type.setVersion("1".repeat(400)).build()).getCode()).isEqualTo(400);
  }

  private void assertUp(TestNode expected) {
    SignalingEnvelope event = node.next();
    assertThat(event.hasReplyFor()).isFalse();
    assertThat(event.getServerToActr().getTarget()).isEqualTo(node.id());
    assertThat(event.getServerToActr().getActrUpEvent().getActorId()).isEqualTo(expected.id());
  }

  private static void subscribe(TestNode node, String type) {
    assertThat(
            node.ask(r -> r.getSubscribeActrUpRequestBuilder().setTargetType(type(type)))
                .getSubscribeActrUpResponse()
                .hasSuccess())
        .isTrue();
  }

  private static ErrorResponse refused(TestNode node, ActrProtos.ActrType type) {
    return node.ask(r -> r.getSubscribeActrUpRequestBuilder().setTargetType(type))
        .getSubscribeActrUpResponse()
        .getError();
  }

  private static ActrProtos.ActrType type(String text) {
    return ProtoValues.toProto(ActrType.parse(text));
  }
}
