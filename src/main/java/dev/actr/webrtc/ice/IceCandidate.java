package dev.actr.webrtc.ice;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A transport address where an agent may be reached (RFC 8445), as it is told the peer (RFC 8839).
 *
 * @param foundation 1 to 32 characters; the same for candidates that behave alike
 * @param component 1 for data channels
 * @param transport {@code udp}, {@code tcp} or another, in lower case
 * @param priority 1 to 2^31-1
 * @param address an IP address, or a name such as browsers give in place of one
 * @param port 0 to 65535
 * @param type what kind of address it is
 * @param relatedAddress the address it was derived from, if told
 * @param relatedPort the port it was derived from; 0 if not told
 * @param tcpType {@code active}, {@code passive} or {@code so}, of a TCP candidate
 * @param usernameFragment the description the candidate belongs to, if told
 */
public record IceCandidate(
    String foundation,
    int component,
    String transport,
    long priority,
    String address,
    int port,
    CandidateType type,
    Optional<String> relatedAddress,
    int relatedPort,
    Optional<String> tcpType,
    Optional<String> usernameFragment) {

  static final int MAX_LENGTH = 1024;

  private static final Pattern FOUNDATION = Pattern.compile("[A-Za-z0-9+/]{1,32}");
  private static final Pattern TRANSPORT = Pattern.compile("[a-z0-9-]{1,16}");
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:_%-]{1,253}");
  private static final Pattern UFRAG = Pattern.compile("[A-Za-z0-9+/]{4,256}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
  private static final String PREFIX = "candidate:";

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if one of them cannot be part of a candidate line
   */
  public IceCandidate {
    require(FOUNDATION.matcher(foundation).matches(), "foundation");
    require(component >= 1 && component <= 256, "component");
    require(TRANSPORT.matcher(transport).matches(), "transport");
    require(priority >= 1 && priority <= 0x7fff_ffffL, "priority");
    require(ADDRESS.matcher(address).matches(), "address");
    require(port >= 0 && port <= 0xffff, "port");
    Objects.requireNonNull(type, "type");
    require(relatedAddress.isEmpty() || ADDRESS.matcher(relatedAddress.get()).matches(), "raddr");
    require(relatedPort >= 0 && relatedPort <= 0xffff, "rport");
    require(tcpType.isEmpty() || TRANSPORT.matcher(tcpType.get()).matches(), "tcptype");
    require(usernameFragment.isEmpty() || UFRAG.matcher(usernameFragment.get()).matches(), "ufrag");
  }

  /**
   * Reads the value of a candidate attribute, with or without {@code a=} or {@code candidate:}
   * before it. Extensions that are not known are left out.
   *
   * @throws IllegalArgumentException if it is malformed; the message does not repeat it
   */
  public static IceCandidate parse(String line) {
    require(line.length() <= MAX_LENGTH, "length");
    String text = line.strip();
    text = text.startsWith("a=") ? text.substring(2) : text;
    text = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    String[] parts = text.split(" +");
    require(parts.length >= 8 && parts[6].equals("typ"), "form");
    String relatedAddress = null;
    int relatedPort = 0;
    String tcpType = null;
    String ufrag = null;
    for (int i = 8; i + 1 < parts.length; i += 2) {
      switch (parts[i]) {
        case "raddr" -> relatedAddress = parts[i + 1];
        case "rport" -> relatedPort = small(parts[i + 1], "rport");
        case "tcptype" -> tcpType = parts[i + 1].toLowerCase(Locale.ROOT);
        case "ufrag" -> ufrag = parts[i + 1];
        default -> {}
      }
    }
    return new IceCandidate(
        parts[0],
        small(parts[1], "component"),
        parts[2].toLowerCase(Locale.ROOT),
        number(parts[3], "priority"),
        parts[4],
        small(parts[5], "port"),
        CandidateType.parse(parts[7]),
        Optional.ofNullable(relatedAddress),
        relatedPort,
        Optional.ofNullable(tcpType),
        Optional.ofNullable(ufrag));
  }

  /** The same candidate, told to belong to the description with this fragment. */
  public IceCandidate withUsernameFragment(String fragment) {
    return new IceCandidate(
        foundation,
        component,
        transport,
        priority,
        address,
        port,
        type,
        relatedAddress,
        relatedPort,
        tcpType,
        Optional.of(fragment));
  }

  /** The value of the candidate attribute, from {@code candidate:} on. */
  public String toAttribute() {
    StringBuilder text = new StringBuilder(PREFIX);
    text.append(foundation).append(' ').append(component).append(' ').append(transport);
    text.append(' ').append(priority).append(' ').append(address).append(' ').append(port);
    text.append(" typ ").append(type.token());
    relatedAddress.ifPresent(
        related -> text.append(" raddr ").append(related).append(" rport ").append(relatedPort));
    tcpType.ifPresent(value -> text.append(" tcptype ").append(value));
    usernameFragment.ifPresent(value -> text.append(" ufrag ").append(value));
    return text.toString();
  }

  private static long number(String text, String name) {
    require(NUMBER.matcher(text).matches(), name);
    return Long.parseLong(text);
  }

  private static int small(String text, String name) {
    return (int) Math.min(number(text, name), Integer.MAX_VALUE);
  }

  private static void require(boolean holds, String part) {
    if (!holds) {
      throw new IllegalArgumentException("malformed candidate: " + part);
    }
  }
}
