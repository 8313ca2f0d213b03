package dev.actr.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StunMessageTest {

  /** The request and the response of RFC 5769, 2.1 and 2.2. */
  static final byte[] REQUEST =
      HexFormat.of()
          .parseHex(
              "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74"
                  + "002400046e0001ff80290008932ff9b151263b36000600096576746a3a683676592020200008"
                  + "00149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf");

  static final byte[] RESPONSE =
      HexFormat.of()
          .parseHex(
              "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001"
                  + "a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96");

  private static final byte[] KEY = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.US_ASCII);

  @Test
  void theRequestOfTheStandardIsRead() {
    StunMessage message = StunMessage.parse(REQUEST).orElseThrow();

    assertThat(message.method()).isEqualTo(StunMessage.BINDING);
    assertThat(message.messageClass()).isEqualTo(StunMessage.REQUEST);
    assertThat(message.text(StunMessage.USERNAME)).contains("evtj:h6vY");
    assertThat(message.number(StunMessage.PRIORITY)).contains(0x6e0001ff);
    assertThat(message.longNumber(StunMessage.ICE_CONTROLLED)).contains(0x932ff9b151263b36L);
    assertThat(message.isAuthentic(KEY)).isTrue();
    assertThat(message.hasUnknownRequired()).isFalse();
  }

  @Test
  void theResponseOfTheStandardIsRead() throws Exception {
    StunMessage message = StunMessage.parse(RESPONSE).orElseThrow();

    assertThat(message.messageClass()).isEqualTo(StunMessage.SUCCESS);
    assertThat(message.isAuthentic(KEY)).isTrue();
    assertThat(message.address(StunMessage.XOR_MAPPED_ADDRESS))
        .contains(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 32_853));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("2001:db8::7"), 40_000);
    byte[] written =
        new StunWriter(StunMessage.BINDING, StunMessage.ERROR, new TransactionId(1, 2))
            .putError(487, "Role Conflict")
            .putAddress(StunMessage.XOR_MAPPED_ADDRESS, address)
            .sign(KEY)
            .finishWithFingerprint();

    StunMessage message = StunMessage.parse(written).orElseThrow();

    assertThat(message.errorCode()).isEqualTo(487);
    assertThat(message.address(StunMessage.XOR_MAPPED_ADDRESS)).contains(address);
    assertThat(message.transactionId()).isEqualTo(new TransactionId(1, 2));
    assertThat(message.isAuthentic(KEY)).isTrue();
    assertThat(message.isAuthentic("another".getBytes(StandardCharsets.US_ASCII))).isFalse();
  }

  @Test
  void anAttributeBehindTheIntegrityDoesNotCount() {
    byte[] written =
        new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, new TransactionId(1, 2))
            .sign(KEY)
            .putFlag(StunMessage.USE_CANDIDATE)
            .finishWithFingerprint();

    StunMessage message = StunMessage.parse(written).orElseThrow();

    assertThat(message.isAuthentic(KEY)).isTrue();
    assertThat(message.has(StunMessage.USE_CANDIDATE)).isFalse();
  }

  @Property
  @Hostile("H75")
  void anyChangedByteThatIsCoveredMakesItWorthless(
      @ForAll @IntRange(max = 99) int at, @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] changed = REQUEST.clone();
    changed[at] ^= (byte) change;

    assertThat(StunMessage.parse(changed).filter(message -> message.isAuthentic(KEY))).isEmpty();
  }

  @Property
  @Hostile("H76")
  void anyBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
    StunMessage.parse(bytes).ifPresent(StunMessageTest::readAll);
  }

  @Property
  void anyAttributesAreReadOrRefused(@ForAll @Size(max = 40) byte[] attributes) {
    byte[] message =
        new StunWriter(StunMessage.BINDING, StunMessage.SUCCESS, new TransactionId(1, 2))
            .put(StunMessage.XOR_MAPPED_ADDRESS, attributes)
            .put(StunMessage.ERROR_CODE, attributes)
            .put(StunMessage.PRIORITY, attributes)
            .finish();
    readAll(StunMessage.parse(message).orElseThrow());
  }

  private static void readAll(StunMessage message) {
    message.address(StunMessage.XOR_MAPPED_ADDRESS);
    message.errorCode();
    message.number(StunMessage.PRIORITY);
    message.longNumber(StunMessage.ICE_CONTROLLING);
    message.text(StunMessage.USERNAME);
    message.hasUnknownRequired();
    assertThat(message.isAuthentic(KEY)).isFalse();
  }
}
