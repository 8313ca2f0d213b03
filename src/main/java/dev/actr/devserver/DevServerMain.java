package dev.actr.devserver;

import dev.actr.Realm;
import dev.actr.net.tls.ClientAuth;
import dev.actr.net.tls.KeyMaterial;
import dev.actr.net.tls.Tls;
import dev.actr.net.tls.TlsConfig;
import dev.actr.net.tls.TlsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a {@link DevServer} until the process is interrupted. Prints one line to standard output
 * when it listens. Exits with 2 if the arguments are wrong, with 1 if it cannot listen.
 */
public final class DevServerMain {

  private static final String USAGE =
      """
      usage: [--host HOST] [--port PORT] [--realm ID[=SECRET]]... \
      [--manufacturer NAME=KEY]... \
      [--credential-lifetime DURATION] [--turn-secret SECRET] [--tls-cert FILE --tls-key FILE]
        --host HOST                     address to listen on, default 127.0.0.1
        --port PORT                     port to listen on, default 8081, 0 for any free one
        --realm ID[=SECRET]             realm to accept and the secret it takes; default every realm
        --manufacturer NAME=KEY         manufacturer of packages and its public key in base64
        --credential-lifetime DURATION  ISO 8601, default PT1H
        --turn-secret SECRET            shared with the TURN server, default none
        --tls-cert FILE                 its certificate in PEM, to serve https and wss
        --tls-key FILE                  the private key of the certificate, in PEM\
      """;

  private DevServerMain() {}

  /**
   * Starts the server and waits.
   *
   * @param args see the usage it prints on wrong ones
   * @throws InterruptedException never in practice
   */
  public static void main(String[] args) throws InterruptedException {
    DevServerBuilder builder = null;
    try {
      builder = parse(args);
    } catch (IllegalArgumentException e) {
      fail(2, e.getMessage() + System.lineSeparator() + USAGE);
    }
    try {
      DevServer server = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "actr-dev-server-close"));
      System.out.println(
          "actr dev server: AIS " + server.aisUri() + " signaling " + server.signalingUri());
    } catch (IOException e) {
      fail(1, e.getMessage());
    }
    new CountDownLatch(1).await();
  }

  private static void fail(int status, String message) {
    System.err.println("actr dev server: " + message);
    System.exit(status);
  }

  private static DevServerBuilder parse(String[] args) {
    DevServerBuilder builder = DevServer.builder();
    Path certificate = null;
    Path key = null;
    Iterator<String> rest = Arrays.asList(args).iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--host" -> builder.host(value(option, rest));
        case "--port" -> builder.port(port(value(option, rest)));
        case "--realm" -> addRealm(builder, value(option, rest));
        case "--manufacturer" -> addManufacturer(builder, value(option, rest));
        case "--credential-lifetime" -> builder.credentialLifetime(duration(value(option, rest)));
        case "--turn-secret" -> builder.turnSecret(value(option, rest));
        case "--tls-cert" -> certificate = Path.of(value(option, rest));
        case "--tls-key" -> key = Path.of(value(option, rest));
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("--tls-cert and --tls-key need each other");
    }
    return key == null ? builder : builder.tls(tls(certificate, key));
  }

  private static Tls tls(Path certificate, Path key) {
    KeyMaterial material = new KeyMaterial.Pem(certificate, key, Optional.empty());
    try {
      return Tls.of(
          new TlsConfig(
              Optional.of(material), Optional.empty(), true, ClientAuth.NONE, Duration.ZERO));
    } catch (TlsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("port '" + text + "' is not a number", e);
    }
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "credential lifetime '" + text + "' is not a duration such as PT30M", e);
    }
  }

  private static void addRealm(DevServerBuilder builder, String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      builder.realm(Realm.parse(text));
    } else {
      builder.realm(Realm.parse(text.substring(0, equals)), text.substring(equals + 1));
    }
  }

  private static void addManufacturer(DevServerBuilder builder, String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("manufacturer '" + text + "' is not of the form NAME=KEY");
    }
    builder.manufacturer(
        text.substring(0, equals), Base64.getDecoder().decode(text.substring(equals + 1)));
  }
}
