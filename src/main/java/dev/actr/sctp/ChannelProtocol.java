package dev.actr.sctp;

import dev.actr.sctp.DataChannel.State;
import dev.actr.sctp.DataChannelsListener.CloseReason;

/** How channels come, go and get their messages (RFC 8831 section 6, RFC 8832 section 6). */
final class ChannelProtocol implements AssociationUser {

  private final DataChannels channels;
  private final ChannelTable table;
  private final EarlyMessages early = new EarlyMessages();

  ChannelProtocol(DataChannels channels, ChannelTable table) {
    this.channels = channels;
    this.table = table;
  }

  private SctpAssociation association() {
    return channels.association();
  }

  void close(DataChannel channel) {
    if (channel.state() == State.CONNECTING) {
      closed(channel, true);
    } else if (channel.state() == State.OPEN) {
      channel.closing(false);
      resetStream(channel);
    }
  }

  /** Without resets a channel can only be forgotten, and its id with it. */
  private void resetStream(DataChannel channel) {
    if (!association().resetStream(channel.id())) {
      closed(channel, false);
    }
  }

  private void closed(DataChannel channel, boolean idIsFree) {
    if (idIsFree) {
      table.remove(channel);
    }
    channel.closed();
  }

  /** The association is there for a channel of this side. */
  void opened(DataChannel channel) {
    if (channel.options().negotiatedId().isEmpty()) {
      byte[] open = Dcep.open(channel.options());
      channels.send(OutgoingMessage.reliable(channel.id(), Wire.PPID_DCEP, open));
    }
    channel.opened();
    early.release(channel);
  }

  @Override
  public void established(boolean restarted) {
    if (restarted) {
      early.clear(association());
      table.forEach(channel -> closed(channel, true));
    }
    channels.hasConnected();
    int streams = association().outboundStreams();
    table.forEach(
        channel -> {
          if (channel.id() < streams) {
            opened(channel);
          } else {
            closed(channel, true);
          }
        });
  }

  @Override
  public void message(Message message) {
    DataChannel channel = table.get(message.stream);
    if (message.ppid == Wire.PPID_DCEP) {
      association().consumed(message);
      establishment(channel, message);
    } else if (!isKnown(message.ppid)) {
      association().consumed(message);
    } else if (channel == null) {
      early.add(message, association());
    } else if (channel.state() == State.OPEN) {
      channel.known();
      channel.arrived(message);
    } else {
      association().consumed(message);
    }
  }

  private static boolean isKnown(int ppid) {
    return switch (ppid) {
      case Wire.PPID_STRING,
          Wire.PPID_STRING_PARTIAL,
          Wire.PPID_STRING_EMPTY,
          Wire.PPID_BINARY,
          Wire.PPID_BINARY_PARTIAL,
          Wire.PPID_BINARY_EMPTY ->
          true;
      default -> false;
    };
  }

  private void establishment(DataChannel channel, Message message) {
    int id = message.stream;
    boolean reused = channel != null && channel.isRemoteReset();
    if (Dcep.isAck(message.data)) {
      if (channel != null) {
        channel.known();
      }
    } else if (channel != null && !reused) {
      // The stream is in use.
      close(channel);
    } else if (id < association().outboundStreams()
        && association().state() == SctpAssociation.State.ESTABLISHED) {
      var options = Dcep.parseOpen(message.data);
      if (options.isEmpty() || table.isOurs(id)) {
        early.clear(id, association());
        association().resetStream(id);
        return;
      }
      if (reused) {
        // The peer goes on before we know that it may.
        closed(channel, true);
      }
      accept(id, options.get());
    }
  }

  private void accept(int id, DataChannelOptions options) {
    DataChannel channel = new DataChannel(channels, options, null, true);
    channel.id(id);
    table.put(channel);
    channels.send(OutgoingMessage.reliable(id, Wire.PPID_DCEP, Dcep.ack()));
    channel.opened();
    early.release(channel);
  }

  @Override
  public void taken(OutgoingMessage message, int bytes) {
    DataChannel channel = table.get(message.stream);
    if (channel != null && message.ppid != Wire.PPID_DCEP) {
      channel.taken(message, bytes);
    }
  }

  @Override
  public void incomingReset(int stream) {
    early.clear(stream, association());
    DataChannel channel = table.get(stream);
    if (channel == null || channel.state() == State.CLOSED) {
      return;
    }
    boolean both = channel.reset(true);
    if (channel.state() == State.OPEN) {
      channel.closing(true);
      channel.dropped(association().sender().streams().clear(stream));
      resetStream(channel);
    } else if (both) {
      closed(channel, true);
    }
  }

  @Override
  public void outgoingReset(int stream, boolean performed) {
    DataChannel channel = table.get(stream);
    if (channel == null || channel.state() != State.CLOSING) {
      return;
    }
    if (!performed || channel.reset(false)) {
      closed(channel, performed);
    }
  }

  @Override
  public void shuttingDown() {
    table.forEach(
        channel -> {
          if (channel.state() == State.OPEN) {
            channel.closing(true);
          }
        });
  }

  @Override
  public void ended(CloseReason reason, String detail) {
    early.clear(association());
    table.forEach(channel -> closed(channel, true));
    channels.hasEnded(reason, detail);
  }
}
