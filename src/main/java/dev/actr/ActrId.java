package dev.actr;

import java.util.Objects;

/**
 * The identity the AIS gave to a node, written {@code serial@realm/type} with the serial number in
 * lower-case hexadecimal, for example {@code 1a2b3c@101/acme:EchoService:1.0.0}.
 *
 * @param realm the realm, not null
 * @param serialNumber an unsigned 64-bit number, unique within its server
 * @param type the actor's type, not null
 */
public record ActrId(Realm realm, long serialNumber, ActrType type) {

  /** Checks for null. */
  public ActrId {
    Objects.requireNonNull(realm, "realm");
    Objects.requireNonNull(type, "type");
  }

  /**
   * Parses the string form.
   *
   * @param text for example {@code 1a2b3c@101/acme:EchoService:1.0.0}, not null
   * @return the id
   * @throws IllegalArgumentException if the text does not follow the grammar
   */
  public static ActrId parse(CharSequence text) {
    String id = text.toString();
    int at = id.indexOf('@');
    int slash = id.indexOf('/', at + 1);
    if (at < 0 || slash < 0) {
      throw new IllegalArgumentException(
          "actor id '" + id + "' is not of the form serial@realm/manufacturer:name:version");
    }
    long serial = Names.parseUnsigned(id.substring(0, at), 16, -1L, "serial number");
    Realm realm = Realm.parse(id.substring(at + 1, slash));
    return new ActrId(realm, serial, ActrType.parse(id.substring(slash + 1)));
  }

  /** The form {@code serial@realm/manufacturer:name:version}. */
  @Override
  public String toString() {
    return Long.toHexString(serialNumber) + '@' + realm + '/' + type;
  }
}
