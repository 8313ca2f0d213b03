package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.actr.wire.proto.PackageProtos.Direction;
import dev.actr.wire.proto.PackageProtos.MetadataEntry;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What can be read of a message whose midst is missing. */
class ReceivedMessageTest {

  private static final RpcEnvelope ENVELOPE =
      RpcEnvelope.newBuilder()
          .setRouteKey("a.B.C")
          .setPayload(ByteString.copyFrom(new byte[10_000]))
          .setDirection(Direction.DIRECTION_REQUEST)
          .setRequestId("1")
          .setTimeoutMs(5)
          .build();

  private static ReceivedMessage without(RpcEnvelope envelope, int from, int to) {
    byte[] all = envelope.toByteArray();
    return new ReceivedMessage(
        ByteBuffer.wrap(all, 0, from),
        ByteBuffer.wrap(Arrays.copyOfRange(all, to, all.length)),
        all.length);
  }

  @Test
  void theFieldsBeforeAndBehindALongPayloadAreRead() throws WireException {
    ByteBuffer rest = without(ENVELOPE, 2_000, 9_000).withoutLongestField();
    assertThat(Messages.parse(RpcEnvelope.parser(), rest))
        .isEqualTo(ENVELOPE.toBuilder().clearPayload().build());
  }

  @Test
  void ofAWholeMessageAllIsRead() throws WireException {
    ReceivedMessage whole = ReceivedMessage.whole(ByteBuffer.wrap(ENVELOPE.toByteArray()));
    assertThat(Messages.parse(RpcEnvelope.parser(), whole.withoutLongestField()))
        .isEqualTo(ENVELOPE);
  }

  @Test
  void whatEndsAmongTheMissingBytesIsRefused() {
    RpcEnvelope twoLongFields =
        ENVELOPE.toBuilder()
            .addMetadata(MetadataEntry.newBuilder().setKey("k").setValue("v".repeat(10_000)))
            .build();
    ReceivedMessage message = without(twoLongFields, 2_000, 15_000);
    assertThatExceptionOfType(WireException.class).isThrownBy(message::withoutLongestField);
  }

  @Test
  void aFieldThatEndsBehindTheMessageIsRefused() {
    ReceivedMessage message = without(ENVELOPE, 2_000, 9_000);
    ReceivedMessage shorter =
        new ReceivedMessage(message.head(), ByteBuffer.allocate(10), message.length() - 1_000);
    assertThatExceptionOfType(WireException.class).isThrownBy(shorter::withoutLongestField);
  }

  @Test
  void bytesThatAreNoFieldsAreRefused() {
    ReceivedMessage message =
        new ReceivedMessage(ByteBuffer.wrap(new byte[] {7, 7}), ByteBuffer.allocate(1), 100);
    assertThatExceptionOfType(WireException.class).isThrownBy(message::withoutLongestField);
  }
}
