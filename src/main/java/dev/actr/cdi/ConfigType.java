package dev.actr.cdi;

import dev.actr.ActrType;
import dev.actr.Realm;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What the text of a configuration value has to look like.
 *
 * <p>The library converts values itself: the converters of MicroProfile Config name neither the
 * expected form nor, for booleans, a mistake.
 *
 * @param <T> the value
 * @param name the name of the type in the documentation
 * @param parser throws {@link IllegalArgumentException} with what is expected
 * @param shown how a text appears in messages, without secrets
 */
record ConfigType<T>(String name, Function<String, T> parser, UnaryOperator<String> shown) {

  static final Duration LONGEST = Duration.ofDays(365);

  static final ConfigType<String> HOST = of("host", ConfigType::host);

  static final ConfigType<String> SECRET =
      new ConfigType<>("secret", Function.identity(), text -> "***");

  static final ConfigType<Boolean> BOOLEAN = of("boolean", ConfigType::bool);

  static final ConfigType<Integer> PORT = integer("port", 0, 65_535);

  static final ConfigType<Integer> NOT_NEGATIVE = integer("integer", 0, Integer.MAX_VALUE);

  static final ConfigType<Integer> POSITIVE = integer("integer", 1, Integer.MAX_VALUE);

  static final ConfigType<Duration> DURATION = of("duration", text -> duration(text, false));

  static final ConfigType<Duration> DURATION_OR_ZERO = of("duration", text -> duration(text, true));

  static final ConfigType<Realm> REALM = of("realm id", ConfigType::realm);

  static final ConfigType<ActrType> ACTOR_TYPE = of("actor type", ActrType::parse);

  static final ConfigType<Path> FILE = of("file", ConfigType::file);

  static final ConfigType<URI> HTTP_URL = url("http", "https");

  static final ConfigType<URI> WS_URL = url("ws", "wss");

  /** Allow is true. */
  static final ConfigType<Boolean> PERMISSION = of("allow or deny", ConfigType::permission);

  /** The realm of an access rule. */
  static final ConfigType<RuleRealm> RULE_REALM = of("self, * or realm id", RuleRealm::parse);

  /** Realms with their secrets, in the given order. */
  static final ConfigType<Map<Realm, Optional<String>>> REALMS =
      new ConfigType<>("list of realms", ConfigType::realms, text -> "***");

  /**
   * Which realm an access rule speaks of.
   *
   * @param any every realm
   * @param id one realm; empty for the actor's own
   */
  record RuleRealm(boolean any, Optional<Realm> id) {

    private static RuleRealm parse(String text) {
      return switch (text) {
        case "*" -> new RuleRealm(true, Optional.empty());
        case "self" -> new RuleRealm(false, Optional.empty());
        default -> {
          try {
            yield new RuleRealm(false, Optional.of(Realm.parse(text)));
          } catch (IllegalArgumentException e) {
            throw expected("'self', '*' or a number from 0 to 4294967295", e);
          }
        }
      };
    }
  }

  static ConfigType<Integer> integer(String name, int min, int max) {
    return of(
        name,
        text -> {
          try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
              return value;
            }
          } catch (NumberFormatException e) {
            // Reported below, as a number out of range is.
          }
          throw expected("a whole number from " + min + " to " + max, null);
        });
  }

  static <T> ConfigType<T> of(String name, Function<String, T> parser) {
    return new ConfigType<>(name, text -> parser.apply(text.strip()), text -> "'" + text + "'");
  }

  static Path file(String text) {
    if (text.isEmpty() || text.indexOf(0) >= 0) {
      throw expected("the path of a file", null);
    }
    return Path.of(text);
  }

  /** A host name or address as it stands in a URL, where those of IPv6 have brackets. */
  static String inUrl(String host) {
    return host.indexOf(':') < 0 ? host : '[' + host + ']';
  }

  private static String host(String text) {
    try {
      if (inUrl(text).equals(new URI("ws://" + inUrl(text)).getHost())) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Reported below, as other text that is no host is.
    }
    throw expected("a host name or an IP address", null);
  }

  private static ConfigType<URI> url(String plain, String secure) {
    return new ConfigType<>(
        plain + " URL",
        text -> {
          try {
            URI uri = new URI(text.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals(plain) || scheme.equals(secure))) {
              return uri;
            }
          } catch (URISyntaxException e) {
            // Reported below, as its message repeats the text, which may hold a password.
          }
          throw expected("a URL of the form " + plain + "://host or " + secure + "://host", null);
        },
        text -> "'" + text.replaceAll("//[^/@]*@", "//***@").replaceAll("\\?.*", "?***") + "'");
  }

  private static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw expected("'true' or 'false'", null);
    };
  }

  private static boolean permission(String text) {
    return switch (text) {
      case "allow" -> true;
      case "deny" -> false;
      default -> throw expected("'allow' or 'deny'", null);
    };
  }

  private static Duration duration(String text, boolean zero) {
    try {
      Duration value = Duration.parse(text);
      boolean longEnough = zero ? !value.isNegative() : value.compareTo(Duration.ZERO) > 0;
      if (longEnough && value.compareTo(LONGEST) <= 0) {
        return value;
      }
    } catch (DateTimeParseException e) {
      // Reported below, as a duration out of range is.
    }
    throw expected(
        "an ISO 8601 duration such as PT30S, "
            + (zero ? "not negative" : "more than zero")
            + " and at most "
            + LONGEST.toDays()
            + " days",
        null);
  }

  private static Realm realm(String text) {
    try {
      return Realm.parse(text);
    } catch (IllegalArgumentException e) {
      throw expected("a number from 0 to 4294967295", e);
    }
  }

  private static Map<Realm, Optional<String>> realms(String text) {
    Map<Realm, Optional<String>> realms = new LinkedHashMap<>();
    // A comma within a secret is escaped as in every MicroProfile Config list.
    for (String item : text.split("(?<!\\\\),")) {
      String entry = item.replace("\\,", ",").strip();
      int equals = entry.indexOf('=');
      String id = equals < 0 ? entry : entry.substring(0, equals);
      Optional<String> secret =
          equals < 0 ? Optional.empty() : Optional.of(entry.substring(equals + 1));
      if (secret.isPresent() && secret.get().isEmpty()) {
        throw expected("no empty secret: leave out the '=' of a realm without one", null);
      }
      if (realms.put(realm(id), secret) != null) {
        throw expected("every realm once", null);
      }
    }
    return Collections.unmodifiableMap(realms);
  }

  static IllegalArgumentException expected(String what, Throwable cause) {
    return new IllegalArgumentException("expected " + what, cause);
  }
}
