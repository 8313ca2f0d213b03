package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.actr.ActorContext;
import dev.actr.MessageDispatcher;
import dev.actr.RpcEnvelope;
import dev.actr.ServiceSpec;
import dev.actr.ServiceSpec.ProtoFile;
import dev.actr.Workload;
import dev.actr.identity.ScriptedAis;
import dev.actr.test.counter.CounterServiceMethods;
import dev.actr.test.echo.EchoServiceMethods;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node publishes of the services of its actor: there is one place for it on the wire. */
class PublishedServiceTest {

  private static final ServiceSpec ECHO = EchoServiceMethods.SPEC;
  private static final ServiceSpec COUNTER = CounterServiceMethods.SPEC;

  /** An actor whose dispatcher tells of these services. */
  private record Serving(ServiceSpec... services) implements Workload {

    @Override
    public MessageDispatcher<?> dispatcher() {
      return new MessageDispatcher<Serving>() {
        @Override
        public byte[] dispatch(Serving workload, RpcEnvelope envelope, ActorContext context) {
          throw MessageDispatcher.unknownRoute(envelope.routeKey());
        }

        @Override
        public List<ServiceSpec> services() {
          return List.of(services);
        }
      };
    }
  }

  private static RegisterRequest registration(ServiceSpec... services) throws Exception {
    byte[] refusal =
        RegisterResponse.newBuilder()
            .setError(ErrorResponse.newBuilder().setCode(403).setMessage("seen enough"))
            .build()
            .toByteArray();
    try (ScriptedAis ais = new ScriptedAis(ScriptedAis.answer(200, refusal));
        TestNode node =
            TestNode.builder(ais.url(), URI.create("ws://unused"))
                .type("acme:Everything:1.0.0")
                .workload(new Serving(services))
                .build()) {
      assertThat(node.failureOfStart()).hasMessageContaining("seen enough");
      return RegisterRequest.parseFrom(ais.requests.get(0).body());
    }
  }

  private static ActrProtos.ServiceSpec published(ServiceSpec... services) throws Exception {
    return registration(services).getServiceSpec();
  }

  @Test
  void oneServiceIsPublishedAsItIs() throws Exception {
    ActrProtos.ServiceSpec spec = published(COUNTER);

    assertThat(spec.getName()).isEqualTo("CounterService");
    assertThat(spec.getFingerprint()).isEqualTo(COUNTER.fingerprint());
    assertThat(spec.getProtobufsList())
        .extracting(ActrProtos.ServiceSpec.Protobuf::getPackage)
        .containsExactly("counter");
  }

  @Test
  void severalArePublishedAsOneUnderTheNameOfTheType() throws Exception {
    ActrProtos.ServiceSpec spec = published(ECHO, COUNTER);

    assertThat(spec.getName()).isEqualTo("Everything");
    assertThat(spec.getProtobufsList())
        .extracting(
            ActrProtos.ServiceSpec.Protobuf::getPackage,
            ActrProtos.ServiceSpec.Protobuf::getFingerprint)
        .containsExactly(
            tuple("counter", COUNTER.files().get(0).fingerprint()),
            tuple("test_echo", ECHO.files().get(0).fingerprint()));
    assertThat(spec.getFingerprint())
        .isEqualTo(
            "service_semantic:"
                + sha256(
                    "counter.proto:" + hash(COUNTER) + "\n" + "test_echo.proto:" + hash(ECHO)));
  }

  private static String hash(ServiceSpec spec) {
    return spec.files().get(0).fingerprint().replaceFirst("^semantic:", "");
  }

  private static String sha256(String text) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void orderOfTheServicesDoesNotCount() throws Exception {
    assertThat(published(COUNTER, ECHO).getFingerprint())
        .isEqualTo(published(ECHO, COUNTER).getFingerprint());
  }

  @Test
  void servicesOfOneFileHaveTheFingerprintOfEach() throws Exception {
    List<ProtoFile> file = List.of(new ProtoFile("both", "", "semantic:01"));
    ServiceSpec one = ServiceSpec.of("One", file);
    ServiceSpec other = ServiceSpec.of("Other", file);

    ActrProtos.ServiceSpec spec = published(one, other);

    assertThat(spec.getProtobufsCount()).isOne();
    assertThat(spec.getFingerprint()).isEqualTo(one.fingerprint()).isEqualTo(other.fingerprint());
  }

  @Test
  void actorThatServesNothingPublishesNothing() throws Exception {
    assertThat(registration().hasServiceSpec()).isFalse();
  }
}
