package dev.actr.peer.websocket;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.identity.Identity;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Who connects, as the upgrade request says.
 *
 * @param source the claimed id
 * @param credential to prove it with
 */
record HandshakeHeaders(ActrId source, AIdCredential credential) {

  private static final String SOURCE_ID = "X-Actr-Source-ID";
  private static final String CREDENTIAL = "X-Actr-Credential";

  static HttpHeaders of(Identity identity) {
    return new DefaultHttpHeaders()
        .set(SOURCE_ID, HexFormat.of().formatHex(ProtoValues.toProto(identity.id()).toByteArray()))
        .set(CREDENTIAL, Base64.getEncoder().encodeToString(identity.credential().toByteArray()));
  }

  /** Reads the headers; throws PERMISSION_DENIED if they are absent, repeated or malformed. */
  static HandshakeHeaders parse(HttpHeaders headers) {
    try {
      ActrProtos.ActrId source =
          ActrProtos.ActrId.parseFrom(HexFormat.of().parseHex(only(headers, SOURCE_ID)));
      AIdCredential credential =
          AIdCredential.parseFrom(Base64.getDecoder().decode(only(headers, CREDENTIAL)));
      return new HandshakeHeaders(ProtoValues.fromProto(source), credential);
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      throw new ActrException(ErrorKind.PERMISSION_DENIED, "malformed identity headers", e);
    }
  }

  /** Who it claims to be, without the credential. */
  @Override
  public String toString() {
    return "HandshakeHeaders[source=" + source + "]";
  }

  private static String only(HttpHeaders headers, String name) {
    var values = headers.getAll(name);
    if (values.size() != 1) {
      throw new ActrException(ErrorKind.PERMISSION_DENIED, "expected the header " + name + " once");
    }
    return values.get(0);
  }
}
