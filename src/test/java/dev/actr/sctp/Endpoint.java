package dev.actr.sctp;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** One side of a simulated network, which writes down what it is told. */
final class Endpoint implements DataChannelsListener {

  /** What the listener of one channel was told. */
  static final class Log implements DataChannelListener {
    final List<byte[]> messages = new ArrayList<>();
    final List<Boolean> binary = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    long bytes;
    boolean keep = true;
    Runnable onLow = () -> {};
    Runnable onOpen = () -> {};

    @Override
    public void onOpen() {
      events.add("open");
      onOpen.run();
    }

    @Override
    public void onMessage(byte[] data, boolean isBinary) {
      bytes += data.length;
      if (keep) {
        messages.add(data);
        binary.add(isBinary);
      } else {
        messages.add(null);
      }
    }

    @Override
    public void onBufferedAmountLow() {
      events.add("low");
      onLow.run();
    }

    @Override
    public void onClose() {
      events.add("close");
    }
  }

  final DataChannels channels;
  final List<String> events = new ArrayList<>();
  final List<DataChannel> accepted = new ArrayList<>();
  final List<Log> acceptedLogs = new ArrayList<>();
  boolean pauseAccepted;
  boolean keepMessages = true;

  Endpoint(SctpConfig config, long seed) {
    this(config, new Random(seed));
  }

  Endpoint(SctpConfig config, RandomGenerator random) {
    channels = new DataChannels(config, this, random);
  }

  SctpAssociation association() {
    return channels.association();
  }

  @Override
  public void onConnected() {
    events.add("connected");
  }

  @Override
  public DataChannelListener onChannel(DataChannel channel) {
    Log log = new Log();
    log.keep = keepMessages;
    accepted.add(channel);
    acceptedLogs.add(log);
    if (pauseAccepted) {
      channel.pause();
    }
    return log;
  }

  @Override
  public void onClosed(CloseReason reason, String detail) {
    events.add("closed " + reason);
  }
}
