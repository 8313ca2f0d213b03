package dev.actr.devserver;

import java.util.Base64;
import java.util.Optional;

/** What the server tells of itself, as JSON. Nothing in it needs escaping. */
final class AisStatus {

  private static final String VERSION =
      Optional.ofNullable(AisStatus.class.getPackage().getImplementationVersion())
          .orElse("development");

  private final CredentialIssuer issuer;
  private final Manufacturers manufacturers;

  AisStatus(CredentialIssuer issuer, Manufacturers manufacturers) {
    this.issuer = issuer;
    this.manufacturers = manufacturers;
  }

  String health() {
    return """
    {"status":"healthy","node":"actr-dev-server","version":"%s","services":["ais","signaling"]}\
    """
        .formatted(VERSION);
  }

  /** Without the parts an actrix has: keys do not expire, and nothing is stored. */
  String aisHealth() {
    return """
    {"service":"ais","version":"%s","status":"healthy","database":"none","ks_service":"none",\
    "key_cache":{"status":"valid","key_id":%s,"expires_in":null}}\
    """
        .formatted(VERSION, issuer.current().idText());
  }

  String currentKey() {
    return """
    {"status":"success","key_id":%s}\
    """
        .formatted(issuer.current().idText());
  }

  String signingPubkey() {
    SigningKey key = issuer.current();
    return """
    {"status":"success","key_id":%s,"pubkey":"%s"}\
    """
        .formatted(key.idText(), Base64.getEncoder().encodeToString(key.raw()));
  }

  /** What packages of a manufacturer verify with. */
  Optional<String> verifyingKey(String manufacturer, Optional<String> keyId) {
    return manufacturers
        .find(manufacturer, keyId)
        .map(
            key ->
                """
                {"key_id":"%s","public_key":"%s"}\
                """
                    .formatted(key.id(), Base64.getEncoder().encodeToString(key.raw())));
  }
}
