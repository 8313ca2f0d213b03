package dev.actr.devserver;

import com.google.protobuf.ByteString;
import dev.actr.ActrType;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.ActrId;
import dev.actr.wire.proto.ActrProtos.Realm;
import dev.actr.wire.proto.ActrProtos.RegisterAuthMode;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.ActrProtos.RenewCredentialRequest;
import dev.actr.wire.proto.ActrProtos.RenewCredentialResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Speaks HTTP with a server, as nodes do. */
final class TestAis {

  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestAis() {}

  /** A registration that is accepted where no secret is needed. */
  static RegisterRequest.Builder linked(String type) {
    return RegisterRequest.newBuilder()
        .setActrType(ProtoValues.toProto(ActrType.parse(type)))
        .setRealm(Realm.newBuilder().setRealmId(1001))
        .setAuthMode(RegisterAuthMode.REGISTER_AUTH_MODE_LINKED);
  }

  static RegisterOk registered(DevServer server, RegisterRequest.Builder request) {
    return register(server, request).getSuccess();
  }

  static RegisterResponse register(
      DevServer server, RegisterRequest.Builder request, String... headers) {
    HttpResponse<byte[]> response =
        post(server, "/ais/register", request.buildPartial().toByteArray(), headers);
    try {
      return RegisterResponse.parseFrom(response.body());
    } catch (IOException e) {
      throw new AssertionError("HTTP status " + response.statusCode(), e);
    }
  }

  static RenewCredentialRequest.Builder renewal(ActrId id, ByteString token) {
    return RenewCredentialRequest.newBuilder().setActrId(id).setRenewalToken(token);
  }

  static RenewCredentialResponse renew(DevServer server, RenewCredentialRequest.Builder request) {
    return renewal(post(server, "/ais/renew", request.buildPartial().toByteArray()));
  }

  static RenewCredentialResponse renewal(HttpResponse<byte[]> response) {
    try {
      return RenewCredentialResponse.parseFrom(response.body());
    } catch (IOException e) {
      throw new AssertionError("HTTP status " + response.statusCode(), e);
    }
  }

  static HttpResponse<byte[]> post(DevServer server, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(server, path))
            .header("Content-Type", "application/x-protobuf")
            .header("Accept", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  static HttpResponse<byte[]> get(DevServer server, String path) {
    return send(HttpRequest.newBuilder(uri(server, path)).GET());
  }

  private static URI uri(DevServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
