package dev.actr.sctp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Which channel has which stream. */
final class ChannelTable {

  private final DataChannel[] channels;

  /** Channels that get an id as soon as it is known which ids are ours. */
  private final List<DataChannel> nameless = new ArrayList<>();

  private boolean roleKnown;
  private int parity;

  ChannelTable(int streams) {
    channels = new DataChannel[streams];
  }

  DataChannel get(int id) {
    return id < channels.length ? channels[id] : null;
  }

  /** Whether the id is one of those that this side gives to its channels. */
  boolean isOurs(int id) {
    return (id & 1) == parity;
  }

  void put(DataChannel channel) {
    channels[channel.id()] = channel;
  }

  /** Gives a channel its id, now or as soon as that is possible. */
  void add(DataChannel channel, int limit) {
    if (channel.options().negotiatedId().isPresent()) {
      int id = channel.options().negotiatedId().getAsInt();
      if (id >= Math.min(limit, channels.length) || channels[id] != null) {
        throw new IllegalArgumentException("stream " + id + " is in use or out of range");
      }
      channel.id(id);
      put(channel);
    } else if (roleKnown) {
      assign(channel, limit);
    } else if (nameless.size() < channels.length / 2) {
      nameless.add(channel);
    } else {
      throw new IllegalStateException("no stream is left");
    }
  }

  private void assign(DataChannel channel, int limit) {
    for (int id = parity; id < Math.min(limit, channels.length); id += 2) {
      if (channels[id] == null) {
        channel.id(id);
        put(channel);
        return;
      }
    }
    throw new IllegalStateException("no stream is left");
  }

  /** RFC 8832 section 6: the client of DTLS has the even ids. */
  void roleKnown(boolean dtlsClient) {
    roleKnown = true;
    parity = dtlsClient ? 0 : 1;
    for (DataChannel channel : nameless) {
      try {
        assign(channel, channels.length);
      } catch (IllegalStateException e) {
        // Negotiated channels have taken what was left.
        channel.closed();
      }
    }
    nameless.clear();
  }

  void remove(DataChannel channel) {
    if (channel.id() >= 0 && channels[channel.id()] == channel) {
      channels[channel.id()] = null;
    }
    nameless.remove(channel);
  }

  /** Calls for each channel there is; it may be removed thereby. */
  void forEach(Consumer<DataChannel> action) {
    for (DataChannel channel : channels) {
      if (channel != null) {
        action.accept(channel);
      }
    }
    List.copyOf(nameless).forEach(action);
  }
}
