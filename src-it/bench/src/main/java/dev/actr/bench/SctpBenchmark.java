package dev.actr.bench;

import dev.actr.sctp.DataChannel;
import dev.actr.sctp.DataChannelListener;
import dev.actr.sctp.DataChannelOptions;
import dev.actr.sctp.DataChannels;
import dev.actr.sctp.DataChannelsListener;
import dev.actr.sctp.SctpConfig;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Messages from one association to another on one thread, without DTLS and sockets between them:
 * what both sides of SCTP cost, acknowledgements included.
 */
@State(Scope.Benchmark)
public class SctpBenchmark {

  private static final int MESSAGES = 64;

  /** The size of a message, in bytes. */
  @Param({"1024", "16384"})
  public int size;

  private final ByteBuffer packet = ByteBuffer.allocate(SctpConfig.DEFAULT.mtu());
  private final Side sender = new Side();
  private final Side receiver = new Side();
  private byte[] message;
  private DataChannel channel;
  private int received;

  private final class Side implements DataChannelsListener {
    private final DataChannels channels = new DataChannels(SctpConfig.DEFAULT, this);

    @Override
    public DataChannelListener onChannel(DataChannel opened) {
      return (data, binary) -> received++;
    }

    @Override
    public void onClosed(CloseReason reason, String detail) {
      throw new IllegalStateException(reason + " " + detail);
    }
  }

  /** Connects. */
  @Setup
  public void setUp() {
    long now = System.nanoTime();
    sender.channels.connect(true, 5000, 0, now);
    receiver.channels.connect(false, 5000, 0, now);
    channel = sender.channels.open(DataChannelOptions.of("bench"), (data, binary) -> received = -1);
    while (channel.state() != DataChannel.State.OPEN) {
      exchange();
    }
    message = new byte[size];
  }

  /** Each message is sent, and has arrived when this returns. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public int messages() {
    received = 0;
    int sent = 0;
    while (received < MESSAGES) {
      while (sent < MESSAGES && channel.send(message, true)) {
        sent++;
      }
      exchange();
    }
    return received;
  }

  private void exchange() {
    long now = System.nanoTime();
    sender.channels.advance(now);
    receiver.channels.advance(now);
    boolean more = true;
    while (more) {
      more = transfer(sender, receiver, now);
      more |= transfer(receiver, sender, now);
    }
  }

  private boolean transfer(Side from, Side to, long now) {
    packet.clear();
    if (!from.channels.poll(packet, now)) {
      return false;
    }
    to.channels.receive(packet.flip(), now);
    return true;
  }
}
