package dev.actr.cdi;

import dev.actr.peer.webrtc.WebRtcConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the values of the {@code webrtc} keys have to look like. */
final class WebRtcTypes {

  /** As many as ICE takes, of either kind. */
  private static final int MAX_SERVERS = 8;

  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  static final ConfigType<List<String>> STUN_URLS =
      list("list of stun URLs", text -> url(text, "stun", WebRtcConfig::checkStunUrl));

  static final ConfigType<List<String>> TURN_URLS =
      list("list of turn URLs", text -> url(text, "turn", WebRtcConfig::checkTurnUrl));

  static final ConfigType<List<InetAddress>> ADDRESSES =
      list("list of addresses", WebRtcTypes::address);

  static final ConfigType<List<String>> NAMES = list("list of names", Function.identity());

  static final ConfigType<WebRtcConfig.PortRange> PORTS =
      ConfigType.of("ports", WebRtcTypes::ports);

  private WebRtcTypes() {}

  private static <T> ConfigType<List<T>> list(String name, Function<String, T> element) {
    return ConfigType.of(
        name,
        text -> {
          List<T> values =
              Stream.of(text.split(",")).map(String::strip).map(element).distinct().toList();
          if (values.size() > MAX_SERVERS) {
            throw ConfigType.expected("at most " + MAX_SERVERS + " of them", null);
          }
          return values;
        });
  }

  private static String url(String text, String scheme, Consumer<String> check) {
    try {
      check.accept(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw ConfigType.expected("URLs such as " + scheme + ":host:3478, separated by commas", null);
    }
  }

  /** A literal one: names would be looked up. */
  private static InetAddress address(String text) {
    try {
      if (ADDRESS.matcher(text).matches()) {
        return InetAddress.getByName(text);
      }
    } catch (UnknownHostException e) {
      // Reported below, as a name is.
    }
    throw ConfigType.expected("IP addresses, separated by commas", null);
  }

  private static WebRtcConfig.PortRange ports(String text) {
    Matcher range = RANGE.matcher(text);
    if (range.matches()) {
      int first = Integer.parseInt(range.group(1));
      int last = Integer.parseInt(range.group(2));
      if (first >= 1 && first <= last && last <= 65_535) {
        return new WebRtcConfig.PortRange(first, last);
      }
    }
    throw ConfigType.expected("two ports such as 50000-50100, the lower first", null);
  }
}
