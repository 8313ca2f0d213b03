package dev.actr.signaling;

import dev.actr.identity.Identity;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The URL of a connection attempt: the configured one, and who connects. */
final class SignalingUrl {

  private SignalingUrl() {}

  /**
   * The URL.
   *
   * @param answers whether the server should let others make the offers of WebRTC
   */
  static URI of(URI server, Identity identity, boolean answers) {
    Base64.Encoder base64 = Base64.getEncoder();
    String query =
        "actor_id="
            + encode(identity.id().toString())
            + "&key_id="
            + Integer.toUnsignedString(identity.credential().getKeyId())
            + "&claims="
            + encode(base64.encodeToString(identity.credential().getClaims().toByteArray()))
            + "&signature="
            + encode(base64.encodeToString(identity.credential().getSignature().toByteArray()));
    String url = server.toString();
    return URI.create(
        url
            + (server.getRawQuery() == null ? "?" : "&")
            + query
            + (answers ? "&webrtc_role=answer" : ""));
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
