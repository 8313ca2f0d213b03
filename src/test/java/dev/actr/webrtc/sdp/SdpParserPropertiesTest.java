package dev.actr.webrtc.sdp;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Descriptions of a hostile peer end in a description or a refusal, and in nothing else. */
class SdpParserPropertiesTest {

  @Property
  void anyText(@ForAll String text) {
    SdpFuzz.read(text);
    SdpFuzz.read("v=0\r\n" + text);
  }

  @Property
  void aPartReplacedByAnyText(
      @ForAll @IntRange(max = 2000) int from,
      @ForAll @IntRange(max = 40) int length,
      @ForAll @StringLength(max = 40) String text) {
    int start = from % SdpFuzz.OFFER.length();
    int end = Math.min(start + length, SdpFuzz.OFFER.length());
    SdpFuzz.read(SdpFuzz.OFFER.substring(0, start) + text + SdpFuzz.OFFER.substring(end));
  }

  @Property
  void aLineOfAnyText(
      @ForAll @IntRange(max = 30) int at, @ForAll @StringLength(max = 60) String text) {
    String[] lines = SdpFuzz.OFFER.split("\r\n");
    lines[at % lines.length] += text;
    SdpFuzz.read(String.join("\r\n", lines));
  }

  @Property
  void aLineLeftOutOrDoubled(@ForAll @IntRange(max = 30) int at, @ForAll boolean doubled) {
    String[] lines = SdpFuzz.OFFER.split("\r\n");
    int index = at % lines.length;
    lines[index] = doubled ? lines[index] + "\r\n" + lines[index] : "";
    SdpFuzz.read(String.join("\r\n", lines));
  }
}
