package dev.actr.webrtc.sdp;

import dev.actr.webrtc.dtls.Fingerprint;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a peer's description (RFC 8866) as far as data channels need it: strict in what protects,
 * and blind to all other attributes.
 */
public final class SdpParser {

  /** The largest description that is read, in characters. */
  public static final int MAX_LENGTH = 64 * 1024;

  private static final int MAX_LINES = 2000;
  private static final int MAX_SECTIONS = 64;
  private static final int MAX_FINGERPRINTS = 8;
  private static final int MAX_CANDIDATES = 64;
  private static final int DEFAULT_SCTP_PORT = 5000;
  private static final long DEFAULT_MESSAGE_SIZE = 65_536;

  private static final Pattern TOKEN = Pattern.compile("[!#-'*+.0-9A-Z^-~/-]{1,64}");
  private static final Pattern FORMATS = Pattern.compile("[!-~]{1,64}( [!-~]{1,64}){0,255}");
  private static final Pattern MID = Pattern.compile("[!#-'*+.0-9A-Z^-~-]{1,64}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** The attributes of the session or of one section, in order; a name may have many values. */
  private static final class Section {

    private final String media;
    private final Map<String, List<String>> attributes = new LinkedHashMap<>();

    Section(String media) {
      this.media = media;
    }

    List<String> all(String name) {
      return attributes.getOrDefault(name, List.of());
    }

    Optional<String> first(String name) {
      return all(name).stream().findFirst();
    }
  }

  private final Section session = new Section("");
  private final List<Section> sections = new ArrayList<>();

  private SdpParser() {}

  /**
   * Reads a description.
   *
   * @throws SdpException if it is malformed, too long, or has no data channels or no security
   */
  public static RemoteDescription parse(String sdp) {
    SdpParser parser = new SdpParser();
    try {
      parser.split(sdp);
      return parser.describe();
    } catch (SdpException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      // Of a part that has a class of its own.
      throw new SdpException(e.getMessage());
    }
  }

  static boolean isOldForm(MediaLine line) {
    return line.proto().equals("DTLS/SCTP");
  }

  private void split(String sdp) {
    if (sdp.length() > MAX_LENGTH) {
      throw new SdpException("the description is too long");
    }
    String[] lines = sdp.split("\r?\n", MAX_LINES + 1);
    if (lines.length > MAX_LINES) {
      throw new SdpException("the description has too many lines");
    }
    if (!lines[0].equals("v=0")) {
      throw new SdpException("the description does not begin with v=0");
    }
    Section now = session;
    for (String line : lines) {
      if (line.isEmpty()) {
        continue;
      }
      if (line.length() < 2 || line.charAt(1) != '=' || !Character.isLetter(line.charAt(0))) {
        throw new SdpException("a line is not of the form type=value");
      }
      if (line.charAt(0) == 'm') {
        if (sections.size() == MAX_SECTIONS) {
          throw new SdpException("the description has too many sections");
        }
        now = new Section(line.substring(2));
        sections.add(now);
      } else if (line.charAt(0) == 'a') {
        int colon = line.indexOf(':');
        String name = colon < 0 ? line.substring(2) : line.substring(2, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        now.attributes.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      }
    }
  }

  private RemoteDescription describe() {
    List<MediaLine> lines = sections.stream().map(SdpParser::mediaLine).toList();
    int index = dataLine(lines);
    MediaLine line = lines.get(index);
    Section data = sections.get(index);
    List<Section> transport = transportSections(data, line);
    return new RemoteDescription(
        new IceParameters(required(transport, "ice-ufrag"), required(transport, "ice-pwd")),
        session.first("ice-lite").isPresent(),
        fingerprints(transport),
        Setup.parse(required(transport, "setup")),
        sctpPort(line, data),
        number(data.first("max-message-size"), DEFAULT_MESSAGE_SIZE, Long.MAX_VALUE),
        candidates(transport),
        lines,
        index,
        isBundled(line));
  }

  private static MediaLine mediaLine(Section section) {
    String[] parts = section.media.split(" ", 4);
    if (parts.length != 4
        || !TOKEN.matcher(parts[0]).matches()
        || !TOKEN.matcher(parts[2]).matches()
        || !FORMATS.matcher(parts[3].strip()).matches()) {
      throw new SdpException("malformed m= line");
    }
    Optional<String> mid = section.first("mid");
    if (mid.isPresent() && !MID.matcher(mid.get()).matches()) {
      throw new SdpException("malformed mid");
    }
    return new MediaLine(parts[0], parts[2], parts[3].strip(), mid);
  }

  private int dataLine(List<MediaLine> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (isData(lines.get(i), sections.get(i))) {
        return i;
      }
    }
    throw new SdpException("the description has no section for data channels");
  }

  private static boolean isData(MediaLine line, Section section) {
    if (!line.media().equals("application")) {
      return false;
    }
    boolean rejected =
        section.media.startsWith("application 0 ") && section.first("bundle-only").isEmpty();
    return switch (line.proto()) {
      case "UDP/DTLS/SCTP", "TCP/DTLS/SCTP" ->
          !rejected && line.formats().equals("webrtc-datachannel");
      case "DTLS/SCTP" ->
          !rejected
              && NUMBER.matcher(line.formats()).matches()
              && section
                  .first("sctpmap")
                  .map(map -> map.startsWith(line.formats() + " webrtc-datachannel"))
                  .orElse(false);
      default -> false;
    };
  }

  /**
   * Where the attributes of the transport may be: in the section, in the first one of its bundle,
   * which stands for all (RFC 8843), or in the session.
   */
  private List<Section> transportSections(Section data, MediaLine line) {
    List<Section> found = new ArrayList<>();
    found.add(data);
    bundle(line)
        .ifPresent(
            mids ->
                sections.stream()
                    .filter(one -> one.first("mid").equals(Optional.of(mids.get(0))))
                    .forEach(found::add));
    found.add(session);
    return found;
  }

  private Optional<List<String>> bundle(MediaLine line) {
    return line.mid()
        .flatMap(
            mid ->
                session.all("group").stream()
                    .map(group -> Arrays.asList(group.strip().split(" +")))
                    .filter(group -> group.get(0).equals("BUNDLE") && group.contains(mid))
                    .map(group -> group.subList(1, group.size()))
                    .findFirst());
  }

  private boolean isBundled(MediaLine line) {
    return bundle(line).isPresent();
  }

  private static String required(List<Section> sections, String name) {
    return sections.stream()
        .flatMap(section -> section.first(name).stream())
        .findFirst()
        .map(String::strip)
        .orElseThrow(() -> new SdpException("the description has no " + name));
  }

  private static List<Fingerprint> fingerprints(List<Section> sections) {
    List<String> values =
        sections.stream()
            .map(section -> section.all("fingerprint"))
            .filter(all -> !all.isEmpty())
            .findFirst()
            .orElseThrow(() -> new SdpException("the description has no fingerprint"));
    if (values.size() > MAX_FINGERPRINTS) {
      throw new SdpException("the description has too many fingerprints");
    }
    List<Fingerprint> known =
        values.stream().flatMap(value -> Fingerprint.parse(value).stream()).toList();
    if (known.isEmpty()) {
      throw new SdpException("the description has no fingerprint of SHA-256 or better");
    }
    return known;
  }

  private static int sctpPort(MediaLine line, Section data) {
    Optional<String> port = isOldForm(line) ? Optional.of(line.formats()) : data.first("sctp-port");
    int value = (int) number(port, DEFAULT_SCTP_PORT, 0xffff);
    if (value == 0) {
      throw new SdpException("the description closes its SCTP port");
    }
    return value;
  }

  private static long number(Optional<String> text, long otherwise, long max) {
    if (text.isEmpty()) {
      return otherwise;
    }
    String digits = text.get().strip();
    if (!NUMBER.matcher(digits).matches() || Long.parseLong(digits) > max) {
      throw new SdpException("malformed number");
    }
    return Long.parseLong(digits);
  }

  /** Those that can be read: others are for peers that know more. */
  private static List<IceCandidate> candidates(List<Section> sections) {
    List<IceCandidate> candidates = new ArrayList<>();
    for (String value : sections.get(0).all("candidate")) {
      if (candidates.size() < MAX_CANDIDATES) {
        try {
          candidates.add(IceCandidate.parse(value));
        } catch (IllegalArgumentException e) {
          continue;
        }
      }
    }
    return List.copyOf(candidates);
  }
}
