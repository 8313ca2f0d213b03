package dev.actr.webrtc;

import dev.actr.sctp.DataChannel;
import dev.actr.sctp.DataChannelListener;
import dev.actr.sctp.DataChannelOptions;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A data channel of a peer connection (RFC 8831). Thread-safe. */
public final class RtcDataChannel {

  private static final int OVERHEAD = 128;

  private final Transport transport;
  private final DataChannelOptions options;
  private final AtomicInteger buffered = new AtomicInteger();

  /** What the association has not taken yet, and what it takes to hold that. */
  private final AtomicLong queued = new AtomicLong();

  private volatile DataChannel.State state = DataChannel.State.CONNECTING;
  private volatile int id = -1;
  private volatile int lowThreshold;
  private volatile boolean refused;
  private volatile DataChannelHandler handler;

  // Of the confinement.
  private DataChannel channel;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private int unsent;
  private boolean closing;
  private boolean pausedByUser;
  private boolean pausedByLoad;

  private record Waiting(ByteBuffer message, boolean binary, int cost) {}

  RtcDataChannel(Transport transport, DataChannelOptions options, DataChannelHandler handler) {
    this.transport = transport;
    this.options = options;
    this.handler = handler;
  }

  /** What the channel was opened with. */
  public DataChannelOptions options() {
    return options;
  }

  /** The name of the channel, which need not be unique. */
  public String label() {
    return options.label();
  }

  /** The stream id, or -1 while it has none. */
  public int id() {
    return id;
  }

  /** Where the channel is in its life. */
  public DataChannel.State state() {
    return state;
  }

  /** How many bytes of messages were taken and are not yet on their way. */
  public int bufferedAmount() {
    return buffered.get();
  }

  /** Sets what {@link DataChannelHandler#onBufferedAmountLow} goes by; 0 at first. */
  public void setBufferedAmountLowThreshold(int bytes) {
    lowThreshold = bytes;
  }

  /** The largest message that can be sent, in bytes. */
  public int maxMessageSize() {
    return transport.maxMessageSize();
  }

  /**
   * Queues a message. If all that was sent before is acknowledged, it leaves at once, on this
   * thread. Never blocks.
   *
   * @param data not to be changed any more
   * @param binary false for text, which must be UTF-8
   * @return false if the buffer is full: nothing was queued, and {@link
   *     DataChannelHandler#onBufferedAmountLow} tells when to go on, on another thread and maybe
   *     before this returns. A channel whose buffer is empty takes any message.
   * @throws IllegalStateException if the channel is not open
   * @throws IllegalArgumentException if the message is larger than {@link #maxMessageSize()}
   */
  public boolean send(byte[] data, boolean binary) {
    return send(ByteBuffer.wrap(data), binary);
  }

  /**
   * Queues a message as {@link #send(byte[], boolean)} does.
   *
   * @param data what remains is sent; it is not to be changed any more
   */
  public boolean send(ByteBuffer data, boolean binary) {
    if (state != DataChannel.State.OPEN) {
      throw new IllegalStateException("the data channel is not open");
    }
    ByteBuffer message = data.slice();
    int size = message.remaining();
    if (size > transport.maxMessageSize()) {
      throw new IllegalArgumentException(
          "the message is larger than " + transport.maxMessageSize() + " bytes");
    }
    int cost = Math.max(size, 1);
    if (!admit(cost)) {
      refused = true;
      // What left meanwhile may have been the last that could have told of room.
      if (buffered.get() > 0) {
        return false;
      }
      return send(data, binary);
    }
    Runnable queue = () -> queue(message, binary, cost);
    // What was sent before must not be overtaken.
    boolean first = queued.get() == (long) cost + OVERHEAD;
    if (!first || !transport.sendHere(queue)) {
      transport.confinement().onLoop(queue);
    }
    return true;
  }

  private boolean admit(int cost) {
    int limit = transport.sendBuffer();
    long queuedBefore = queued.getAndAdd((long) cost + OVERHEAD);
    int before = buffered.getAndAdd(cost);
    boolean fits = before + (long) cost <= limit && queuedBefore + cost + OVERHEAD <= limit;
    if (before > 0 && !fits) {
      queued.addAndGet(-((long) cost + OVERHEAD));
      buffered.addAndGet(-cost);
      return false;
    }
    return true;
  }

  private void queue(ByteBuffer message, boolean binary, int cost) {
    if (state == DataChannel.State.CLOSED) {
      return;
    }
    unsent += cost;
    waiting.add(new Waiting(message, binary, cost));
    waitingBytes += cost;
    hand();
    transport.draining(this);
    transport.pump();
  }

  /** Hands the association what it takes. Returns whether that was anything. */
  boolean hand() {
    boolean any = false;
    while (!waiting.isEmpty() && channel.state() == DataChannel.State.OPEN) {
      Waiting next = waiting.peek();
      if (!channel.send(next.message, next.binary)) {
        return any;
      }
      waiting.poll();
      waitingBytes -= next.cost;
      queued.addAndGet(-((long) next.cost + OVERHEAD));
      any = true;
    }
    if (closing && waiting.isEmpty()) {
      channel.close();
    }
    return any;
  }

  /** Finds out how much has left. Called after packets were written. */
  boolean drain() {
    int left = channel.bufferedAmount() + waitingBytes;
    int sent = left == 0 ? unsent : Math.max(unsent - left, 0);
    if (sent > 0) {
      unsent -= sent;
      int after = buffered.addAndGet(-sent);
      boolean crossed = after + sent > lowThreshold && after <= lowThreshold;
      if (crossed || refused && after <= lowThreshold) {
        refused = false;
        call(one -> one.onBufferedAmountLow(this));
      }
    }
    return unsent == 0;
  }

  /**
   * Hands over no messages until {@link #resume()}; those on their way to the handler still arrive.
   * The peer is stopped, on all channels, once the receive window is full.
   */
  public void pause() {
    transport.confinement().onLoop(() -> setPaused(true, pausedByLoad));
  }

  /** Hands over messages again, those that waited first. */
  public void resume() {
    transport.confinement().onLoop(() -> setPaused(false, pausedByLoad));
  }

  void setPausedByLoad(boolean value) {
    setPaused(pausedByUser, value);
  }

  private void setPaused(boolean byUser, boolean byLoad) {
    boolean before = pausedByUser || pausedByLoad;
    pausedByUser = byUser;
    pausedByLoad = byLoad;
    boolean now = byUser || byLoad;
    if (channel != null && before != now) {
      if (now) {
        channel.pause();
      } else {
        channel.resume();
      }
      transport.pump();
    }
  }

  /** Closes the channel once what was taken is sent. Does nothing if it is closing or closed. */
  public void close() {
    transport
        .confinement()
        .onLoop(
            () -> {
              if (channel == null) {
                onGone();
              } else if (state != DataChannel.State.CLOSED) {
                state = DataChannel.State.CLOSING;
                closing = true;
                hand();
                transport.pump();
              }
            });
  }

  /** Ties the channel to that of the association. Called on the event loop. */
  void attach(DataChannel real) {
    channel = real;
    id = real.id();
    if (pausedByUser || pausedByLoad) {
      real.pause();
    }
  }

  void setHandler(DataChannelHandler value) {
    handler = value;
  }

  /** The association's view, or the lack of one, has it that the channel is gone. */
  void onGone() {
    if (state != DataChannel.State.CLOSED) {
      state = DataChannel.State.CLOSED;
      transport.forget(this);
      buffered.set(0);
      queued.set(0);
      unsent = 0;
      waitingBytes = 0;
      waiting.clear();
      call(one -> one.onClose(this));
    }
  }

  private void call(Consumer<DataChannelHandler> callback) {
    transport.callbacks().run(() -> callback.accept(handler));
  }

  /** What the association is told to tell. */
  final class FromAssociation implements DataChannelListener {

    @Override
    public void onOpen() {
      id = channel == null ? id : channel.id();
      state = DataChannel.State.OPEN;
      call(one -> one.onOpen(RtcDataChannel.this));
    }

    @Override
    public void onMessage(byte[] data, boolean binary) {
      transport.load().add(RtcDataChannel.this, data.length);
      transport
          .callbacks()
          .run(
              () -> {
                try {
                  handler.onMessage(RtcDataChannel.this, data, binary);
                } finally {
                  transport.load().remove(data.length);
                }
              });
    }

    @Override
    public void onClose() {
      onGone();
    }
  }
}
