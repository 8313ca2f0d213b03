package dev.actr.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.actr.ActrType;
import dev.actr.Realm;
import dev.actr.ServiceSpec;
import dev.actr.ServiceSpec.ProtoFile;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a registration tells the AIS of the actor's service. */
class ServicePublicationTest {

  private static final String FILE =
      "semantic:94251c55ce69cc88b6e7ac77dc3a1fc3a8c899856ff47661ebca0f0cfe6cd317";

  /** What another implementation has published for the same file. */
  private static final String SERVICE =
      "service_semantic:0d0d204d724cafc1cb8fd5d6f68ca683d9f6546c6e70deab75781a2f4230a755";

  private final CompletableFuture<RegisterRequest> received = new CompletableFuture<>();
  private HttpServer ais;

  @BeforeEach
  void start() throws Exception {
    ais = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ais.createContext(
        "/ais/register",
        exchange -> {
          received.complete(RegisterRequest.parseFrom(exchange.getRequestBody()));
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    ais.start();
  }

  @AfterEach
  void stop() {
    ais.stop(0);
  }

  private RegisterRequest register(Optional<ServiceSpec> service) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + ais.getAddress().getPort() + "/ais");
    assertThat(
            new AisClient(HttpClient.newHttpClient()::sendAsync, url)
                .register(
                    ActrType.parse("acme:EchoService:1.0.0"),
                    new Realm(101),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    service))
        .failsWithin(20, TimeUnit.SECONDS);
    return received.get(20, TimeUnit.SECONDS);
  }

  @Test
  void serviceIsPublishedWithItsFilesAndFingerprints() throws Exception {
    long before = Instant.now().getEpochSecond();
    ServiceSpec spec =
        ServiceSpec.of("EchoService", List.of(new ProtoFile("echo", "syntax = …", FILE)));

    ActrProtos.ServiceSpec published = register(Optional.of(spec)).getServiceSpec();

    assertThat(published.getName()).isEqualTo("EchoService");
    assertThat(published.getFingerprint()).isEqualTo(SERVICE);
    assertThat(published.getProtobufsList())
        .containsExactly(
            ActrProtos.ServiceSpec.Protobuf.newBuilder()
                .setPackage("echo")
                .setContent("syntax = …")
                .setFingerprint(FILE)
                .build());
    assertThat(published.getPublishedAt()).isBetween(before, Instant.now().getEpochSecond());
  }

  @Test
  void actorWithoutServicePublishesNone() throws Exception {
    assertThat(register(Optional.empty()).hasServiceSpec()).isFalse();
  }
}
