package dev.actr.webrtc.ice;

import java.security.SecureRandom;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What identifies one side of an ICE session and proves messages to be of it. Its {@link
 * #toString()} leaves the password out.
 *
 * @param usernameFragment 4 to 256 characters
 * @param password 22 to 256 characters
 */
public record IceParameters(String usernameFragment, String password) {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final Pattern UFRAG = Pattern.compile("[A-Za-z0-9+/]{4,256}");
  private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9+/]{22,256}");

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if one of them is too short, too long, or has other characters
   *     than RFC 8839 allows
   */
  public IceParameters {
    Objects.requireNonNull(usernameFragment, "usernameFragment");
    Objects.requireNonNull(password, "password");
    if (!UFRAG.matcher(usernameFragment).matches()) {
      throw new IllegalArgumentException("malformed ice-ufrag");
    }
    if (!PASSWORD.matcher(password).matches()) {
      throw new IllegalArgumentException("malformed ice-pwd");
    }
  }

  /** New parameters that nobody can guess. */
  public static IceParameters random(SecureRandom random) {
    return new IceParameters(text(random, 8), text(random, 24));
  }

  private static String text(SecureRandom random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "IceParameters[" + usernameFragment + ']';
  }
}
