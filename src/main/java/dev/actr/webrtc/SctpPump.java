package dev.actr.webrtc;

import dev.actr.sctp.DataChannels;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Takes the packets of an SCTP association to where they go, and tells it the time. Used within the
 * confinement only.
 */
final class SctpPump {

  private static final long NO_TIMER = Long.MAX_VALUE;

  /** Where packets go. */
  interface Output {
    void send(byte[] packet, int offset, int length);
  }

  private final EventLoop loop;
  private final Confinement confinement;
  private final DataChannels sctp;
  private final Output output;
  private final ByteBuffer packet;
  private final Set<RtcDataChannel> draining = new HashSet<>();
  private boolean ending;
  private boolean closed;
  private boolean pumping;
  private long timerAt = NO_TIMER;
  private ScheduledFuture<?> timer;
  private long packetsSent;
  private long bytesSent;

  /**
   * A pump that has sent nothing.
   *
   * @param mtu of the association
   */
  SctpPump(EventLoop loop, Confinement confinement, DataChannels sctp, int mtu, Output output) {
    this.loop = loop;
    this.confinement = confinement;
    this.sctp = sctp;
    this.packet = ByteBuffer.allocate(mtu);
    this.output = output;
  }

  long packetsSent() {
    return packetsSent;
  }

  long bytesSent() {
    return bytesSent;
  }

  /** Has a channel hand over what waits for room, until all of it is. */
  void draining(RtcDataChannel channel) {
    draining.add(channel);
  }

  void forget(RtcDataChannel channel) {
    draining.remove(channel);
  }

  /** Lets SCTP send, after all that is about to come in has come. */
  void sendLater() {
    if (!pumping && !ending) {
      pumping = true;
      try {
        confinement.execute(this::pump);
      } catch (RejectedExecutionException e) {
        ending = true;
      }
    }
  }

  /**
   * Runs a task that hands over something to send, and sends it, if nothing else is to be sent or
   * acknowledged.
   *
   * @return whether that was so
   */
  boolean sendNow(Runnable task) {
    if (closed || ending || !sctp.isIdle()) {
      return false;
    }
    pumping = true;
    try {
      task.run();
    } finally {
      pump();
    }
    return true;
  }

  private void pump() {
    pumping = false;
    if (closed) {
      return;
    }
    do {
      flush();
    } while (drain());
    arm();
  }

  /** Returns whether the association has been given more, now that it has room. */
  private boolean drain() {
    boolean more = false;
    for (Iterator<RtcDataChannel> all = draining.iterator(); all.hasNext(); ) {
      RtcDataChannel channel = all.next();
      more |= channel.hand();
      if (channel.drain()) {
        all.remove();
      }
    }
    return more;
  }

  private void flush() {
    while (sctp.poll(packet.clear(), System.nanoTime())) {
      packetsSent++;
      bytesSent += packet.position();
      output.send(packet.array(), 0, packet.position());
    }
  }

  private void arm() {
    long now = System.nanoTime();
    long wait = sctp.timeout(now);
    if (wait == Long.MAX_VALUE || timerAt != NO_TIMER && timerAt - (now + wait) <= 0) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    try {
      timer = loop.schedule(() -> confinement.here(this::onTimer), wait, TimeUnit.NANOSECONDS);
      timerAt = now + wait;
    } catch (RejectedExecutionException e) {
      ending = true;
    }
  }

  private void onTimer() {
    timer = null;
    timerAt = NO_TIMER;
    if (!closed) {
      sctp.advance(System.nanoTime());
      pump();
    }
  }

  /** Ends the association; tells the peer. */
  void close() {
    ending = true;
    sctp.abort();
    flush();
    closed = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
