package dev.actr.sctp;

import java.nio.ByteBuffer;

/**
 * A data channel (RFC 8831). Confined to the thread, or the lock, of its {@link DataChannels}.
 * After each call here the owner polls for packets.
 */
public final class DataChannel {

  /** The life of a channel, in this order. */
  public enum State {
    /** Waits for the association. */
    CONNECTING,
    /** Takes messages. */
    OPEN,
    /** Was closed here or by the peer; sends what was taken, and resets its stream. */
    CLOSING,
    /** Gone; its id may be another channel's. */
    CLOSED
  }

  private static final byte[] EMPTY = new byte[1];

  private final DataChannels channels;
  private final DataChannelOptions options;
  private final boolean byPeer;
  private final Inbox inbox = new Inbox();
  private DataChannelListener listener;

  private int id = -1;
  private State state = State.CONNECTING;
  private boolean paused;
  private int buffered;
  private int lowThreshold;

  /** What waits, in bytes and overhead: a limit on bytes alone would not limit empty messages. */
  private long cost;

  private boolean refused;

  /** Whether the peer knows the channel, so that messages may overtake the news of it. */
  private boolean known;

  private boolean localReset;
  private boolean remoteReset;

  private boolean announceOpen;
  private boolean announceLow;
  private boolean announceClose;

  /** Whether it is in the list of those that have something to tell. */
  private boolean listed;

  DataChannel(
      DataChannels channels,
      DataChannelOptions options,
      DataChannelListener listener,
      boolean byPeer) {
    this.channels = channels;
    this.options = options;
    this.listener = listener;
    this.byPeer = byPeer;
    known = byPeer || options.negotiatedId().isPresent();
  }

  /** What the channel was opened with. */
  public DataChannelOptions options() {
    return options;
  }

  /** The stream id, or -1 while it has none: before {@link DataChannels#connect}. */
  public int id() {
    return id;
  }

  /** Where the channel is in its life. */
  public State state() {
    return state;
  }

  /**
   * Queues a message.
   *
   * @param data not to be changed any more
   * @param binary false for text, which must be UTF-8
   * @return false if the buffer is full: nothing was queued, {@link
   *     DataChannelListener#onBufferedAmountLow()} tells when to go on. A channel whose buffer is
   *     empty takes any message.
   * @throws IllegalStateException if the channel is not open
   * @throws IllegalArgumentException if the message is larger than {@link
   *     DataChannels#maxMessageSize()}
   */
  public boolean send(byte[] data, boolean binary) {
    return send(ByteBuffer.wrap(data), binary);
  }

  /**
   * Queues a message as {@link #send(byte[], boolean)} does.
   *
   * @param data what remains is sent and not to be changed any more; its position stays
   */
  public boolean send(ByteBuffer data, boolean binary) {
    if (state != State.OPEN) {
      throw new IllegalStateException("the channel is " + state);
    }
    int size = data.remaining();
    if (size > channels.maxMessageSize()) {
      throw new IllegalArgumentException(
          "a message of " + size + " bytes, the peer takes " + channels.maxMessageSize());
    }
    long wanted = cost + size + Reassembly.OVERHEAD;
    if (cost > 0 && wanted > channels.sendBuffer()) {
      refused = true;
      return false;
    }
    cost = wanted;
    buffered += size;
    byte[] content = EMPTY;
    int ppid = binary ? Wire.PPID_BINARY_EMPTY : Wire.PPID_STRING_EMPTY;
    if (size > 0) {
      content = arrayOf(data);
      ppid = binary ? Wire.PPID_BINARY : Wire.PPID_STRING;
    }
    channels.send(
        new OutgoingMessage(
            id,
            ppid,
            content,
            known && !options.ordered(),
            options.maxRetransmits().orElse(OutgoingMessage.RELIABLE),
            options.maxPacketLifeTime().isPresent()
                ? options.maxPacketLifeTime().get().toNanos()
                : OutgoingMessage.RELIABLE));
    return true;
  }

  private static byte[] arrayOf(ByteBuffer data) {
    int size = data.remaining();
    if (data.hasArray() && data.array().length == size) {
      return data.array();
    }
    byte[] copy = new byte[size];
    data.get(data.position(), copy);
    return copy;
  }

  /** How many bytes of messages were queued and not yet put into packets. */
  public int bufferedAmount() {
    return buffered;
  }

  /** Sets what {@link DataChannelListener#onBufferedAmountLow()} goes by; 0 at first. */
  public void setBufferedAmountLowThreshold(int bytes) {
    lowThreshold = bytes;
  }

  /**
   * Delivers no messages until {@link #resume()}. They fill the receive window of the association,
   * which stops the peer on all channels once it is full.
   */
  public void pause() {
    paused = true;
  }

  /** Delivers messages again, those that waited first. */
  public void resume() {
    paused = false;
    list();
  }

  /**
   * Closes the channel once what was queued is sent. What arrives from now on is dropped. Does
   * nothing if it is closing or closed.
   */
  public void close() {
    channels.close(this);
  }

  void id(int assigned) {
    id = assigned;
  }

  /** Whether the peer has reset its side, so that the id is the peer's to use again. */
  boolean isRemoteReset() {
    return remoteReset;
  }

  void opened() {
    state = State.OPEN;
    announceOpen = true;
    list();
  }

  /** The peer has acknowledged the channel, be it by using it. */
  void known() {
    known = true;
  }

  void arrived(Message message) {
    inbox.add(message);
    list();
  }

  /** It takes no more messages; those that wait for the listener are kept or not. */
  void closing(boolean keepInbox) {
    state = State.CLOSING;
    if (!keepInbox) {
      dropInbox();
    }
  }

  void dropInbox() {
    inbox.clear(channels.association());
  }

  /** One side of its stream is reset; true once both are. */
  boolean reset(boolean remote) {
    remoteReset |= remote;
    localReset |= !remote;
    return remoteReset && localReset;
  }

  void closed() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      announceClose = true;
      list();
    }
  }

  /** So much of a message no longer waits. */
  void taken(OutgoingMessage message, int bytes) {
    boolean empty =
        message.ppid == Wire.PPID_BINARY_EMPTY || message.ppid == Wire.PPID_STRING_EMPTY;
    int before = buffered;
    buffered -= empty ? 0 : bytes;
    cost -= (empty ? 0 : bytes) + (message.remaining() == 0 ? Reassembly.OVERHEAD : 0);
    boolean roomAgain = refused && cost <= channels.sendBuffer() / 2;
    if (buffered <= lowThreshold && before > lowThreshold || roomAgain) {
      refused = false;
      announceLow = true;
      list();
    }
  }

  /** Messages that were never begun are dropped. */
  void dropped(int bytes) {
    buffered -= bytes;
  }

  private void list() {
    if (!listed) {
      listed = true;
      channels.hasNews(this);
    }
  }

  /** Tells the listener what there is to tell, in the order of its life. */
  void tell() {
    listed = false;
    if (announceOpen) {
      announceOpen = false;
      if (byPeer) {
        listener = channels.announce(this);
      }
      listener.onOpen();
    }
    while (!paused && !inbox.isEmpty()) {
      if (!inbox.deliver(listener, channels.association())) {
        close();
      }
    }
    if (announceLow && state == State.OPEN) {
      announceLow = false;
      listener.onBufferedAmountLow();
    }
    if (announceClose && inbox.isEmpty()) {
      announceClose = false;
      listener.onClose();
    }
  }
}
