package dev.actr.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Puts the messages of one channel together from their pieces. Pieces of several messages may come
 * mixed, in any order, and more than once. Of a message that is too long, the midst is left out.
 * Bounded in messages, bytes and time. Not thread-safe.
 */
public final class Reassembly {

  /** Messages whose pieces come mixed; senders have few of them under way. */
  private static final int MAX_MESSAGES = 64;

  /** The first and the last two of a message that is too long. */
  private static final int PIECES_OF_LONG = 3;

  /** What a kept piece costs besides its bytes. */
  private static final int PIECE_OVERHEAD = 64;

  private static final long LIFETIME_NANOS = Duration.ofSeconds(60).toNanos();

  /** A message whose pieces have not all come. */
  private static final class Partial {
    final int total;
    final long begun;
    final TreeMap<Integer, ByteBuffer> pieces = new TreeMap<>();
    long length;
    long kept;
    int leftOut;

    Partial(int total, long begun) {
      this.total = total;
      this.begun = begun;
    }

    long cost() {
      return kept + (long) PIECE_OVERHEAD * pieces.size();
    }

    void add(int index, ByteBuffer piece) {
      ByteBuffer repeated = pieces.put(index, piece);
      int more = piece.remaining() - (repeated == null ? 0 : repeated.remaining());
      length += more;
      kept += more;
    }

    void leaveOutMidst() {
      while (pieces.size() > PIECES_OF_LONG) {
        int second = pieces.higherKey(pieces.firstKey());
        kept -= pieces.remove(second).remaining();
        leftOut++;
      }
    }

    boolean isComplete() {
      return pieces.size() + leftOut == total;
    }

    ReceivedMessage joined() throws WireException {
      if (leftOut == 0) {
        return ReceivedMessage.whole(join(pieces.values()));
      }
      if (pieces.firstKey() != 0 || pieces.lastKey() != total - 1) {
        throw new WireException("pieces of a message came more than once");
      }
      ByteBuffer first = pieces.pollFirstEntry().getValue();
      return new ReceivedMessage(first, join(pieces.values()), length);
    }

    private static ByteBuffer join(Collection<ByteBuffer> parts) {
      ByteBuffer joined = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
      parts.forEach(part -> joined.put(part.duplicate()));
      return joined.flip();
    }
  }

  private final int maxMessage;
  private final boolean lossy;
  private final LongSupplier nanoTime;
  private final Map<Integer, Partial> partials = new LinkedHashMap<>();
  private long cost;

  /**
   * Nothing received yet.
   *
   * @param maxMessage bytes of one message
   * @param lossy whether pieces may be lost on the way, so that messages remain incomplete
   * @param nanoTime the clock
   */
  public Reassembly(int maxMessage, boolean lossy, LongSupplier nanoTime) {
    this.maxMessage = maxMessage;
    this.lossy = lossy;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes a frame.
   *
   * @param frame the next that has come; its bytes are not to be changed any more
   * @return the message it completes, if it does; it may be longer than the limit
   * @throws WireException if the peer sends more than is kept; nothing is to be added after it
   */
  public Optional<ReceivedMessage> add(ChannelFrame frame) throws WireException {
    if (frame.total() == 1) {
      return Optional.of(ReceivedMessage.whole(frame.body()));
    }
    forgetExpired();
    Partial partial = partials.get(frame.messageId());
    if (partial == null) {
      makeRoom();
      partial = new Partial(frame.total(), nanoTime.getAsLong());
      partials.put(frame.messageId(), partial);
    }
    keep(partial, frame);
    if (!partial.isComplete()) {
      return Optional.empty();
    }
    forget(partials.remove(frame.messageId()));
    return Optional.of(partial.joined());
  }

  private void keep(Partial partial, ChannelFrame frame) throws WireException {
    cost -= partial.cost();
    partial.add(frame.index(), frame.body());
    if (partial.length > maxMessage) {
      partial.leaveOutMidst();
    }
    cost += partial.cost();
    if (frame.index() >= partial.total) {
      throw new WireException("piece " + frame.index() + " of a message of " + partial.total);
    }
    while (cost > maxCost()) {
      forgetOldest();
    }
  }

  /** Two of the longest messages, so that one can follow upon another that is being sent. */
  private long maxCost() {
    return 2L * maxMessage + (long) PIECE_OVERHEAD * ChannelFrame.MAX_LENGTH;
  }

  private void makeRoom() throws WireException {
    if (partials.size() == MAX_MESSAGES) {
      forgetOldest();
    }
  }

  /** On a channel that loses nothing, what cannot be kept is lost by this node. */
  private void forgetOldest() throws WireException {
    if (!lossy) {
      throw new WireException("too many messages in pieces at once");
    }
    Iterator<Partial> oldest = partials.values().iterator();
    forget(oldest.next());
    oldest.remove();
  }

  private void forgetExpired() {
    long now = nanoTime.getAsLong();
    Iterator<Partial> oldestFirst = partials.values().iterator();
    while (oldestFirst.hasNext()) {
      Partial partial = oldestFirst.next();
      if (now - partial.begun < LIFETIME_NANOS) {
        return;
      }
      forget(partial);
      oldestFirst.remove();
    }
  }

  private void forget(Partial partial) {
    cost -= partial.cost();
  }
}
