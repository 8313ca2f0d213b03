package dev.actr.webrtc.dtls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;

/**
 * One DTLS 1.2 connection over a network that others bring: packets come in by {@link #receive} and
 * leave by the {@link Sink}. Calls must come one after the other, those of its executor included.
 * The handshake has a thread of its own as long as it lasts.
 */
public final class DtlsConnection {

  /** Takes packets to the peer. Called within calls of the connection and by its executor. */
  public interface Sink {
    /** The bytes are copied or sent before this returns. */
    void send(byte[] packet, int offset, int length);
  }

  /** More than a whole flight, of a certificate in small pieces. */
  private static final int MAX_WAITING = 64;

  private static final int LARGEST_PACKET = 2048;

  private enum Phase {
    NEW,
    HANDSHAKE,
    OPEN,
    CLOSED
  }

  private final DtlsContext context;
  private final Executor loop;
  private final Sink sink;
  private final DtlsListener listener;
  private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final Network network = new Network();
  private volatile Phase phase = Phase.NEW;
  private DTLSTransport transport;
  private volatile RecordCheck records;
  private byte[] arrived;

  /** Holds each message as long as the listener looks at it. */
  private byte[] decrypted = {};

  private boolean endedByPeer;

  /**
   * A connection that keeps what comes in until it is started.
   *
   * @param loop runs tasks one after the other, and after calls from elsewhere
   */
  public DtlsConnection(DtlsContext context, Executor loop, Sink sink, DtlsListener listener) {
    this.context = Objects.requireNonNull(context, "context");
    this.loop = Objects.requireNonNull(loop, "loop");
    this.sink = Objects.requireNonNull(sink, "sink");
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /**
   * Starts the handshake.
   *
   * @param role who begins it
   * @param expected the fingerprints of which the peer's certificate must have one
   * @throws IllegalStateException if it was started or closed before
   */
  public void start(DtlsRole role, List<Fingerprint> expected) {
    if (phase != Phase.NEW) {
      throw new IllegalStateException("DTLS was started before");
    }
    phase = Phase.HANDSHAKE;
    Credentials credentials = new Credentials(context, List.copyOf(expected));
    context.startHandshake(() -> handshake(role, credentials));
  }

  private void handshake(DtlsRole role, Credentials credentials) {
    try {
      DTLSTransport done = shakeHands(role, credentials);
      onLoop(() -> opened(done));
    } catch (IOException | RuntimeException e) {
      // Not only I/O: what a peer sends can upset a parser in many ways.
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      onLoop(() -> ended("DTLS handshake: " + reason));
    }
  }

  private DTLSTransport shakeHands(DtlsRole role, Credentials credentials) throws IOException {
    try {
      DTLSTransport done;
      if (role == DtlsRole.CLIENT) {
        ClientHandshake client = new ClientHandshake(credentials);
        done = new DTLSClientProtocol().connect(client, network);
        records = new RecordCheck(client.cipherSuite());
      } else {
        ServerHandshake server = new ServerHandshake(credentials);
        done = new DTLSServerProtocol().accept(server, network);
        records = new RecordCheck(server.cipherSuite());
      }
      return done;
    } finally {
      network.flush();
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and all its connections with it.
      phase = Phase.CLOSED;
    }
  }

  private void opened(DTLSTransport done) {
    if (phase != Phase.HANDSHAKE) {
      return;
    }
    transport = done;
    phase = Phase.OPEN;
    listener.onConnected();
    for (byte[] packet = waiting.poll(); packet != null; packet = waiting.poll()) {
      receive(packet);
    }
  }

  /** Takes in a packet. One that is not of the peer is dropped. */
  public void receive(byte[] packet) {
    switch (phase) {
      case NEW, HANDSHAKE -> {
        if (RecordCheck.admitInHandshake(packet)) {
          waiting.offer(packet);
        }
      }
      case OPEN -> {
        if (records.admit(packet)) {
          decrypt(packet);
        }
      }
      case CLOSED -> {}
    }
  }

  private void decrypt(byte[] packet) {
    if (decrypted.length < packet.length) {
      decrypted = new byte[packet.length];
    }
    byte[] message = decrypted;
    arrived = packet;
    try {
      int length = transport.receive(message, 0, message.length, 0);
      while (length >= 0 && phase == Phase.OPEN) {
        listener.onData(message, length);
        length = transport.receivePending(message, 0, message.length);
      }
    } catch (InterruptedIOException e) {
      // There was nothing in it for us.
    } catch (IOException | RuntimeException e) {
      ended("DTLS: " + e.getMessage());
      return;
    } finally {
      arrived = null;
    }
    if (endedByPeer) {
      ended("");
    }
  }

  /** Sends a message, in one packet. Does nothing if the connection is not open. */
  public void send(byte[] message, int offset, int length) {
    if (phase != Phase.OPEN) {
      return;
    }
    try {
      transport.send(message, offset, length);
    } catch (IOException | RuntimeException e) {
      ended("DTLS: " + e.getMessage());
    }
  }

  /** Whether messages can be sent. */
  public boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** Ends the connection; tells the peer. */
  public void close() {
    Phase before = phase;
    phase = Phase.CLOSED;
    waiting.clear();
    // Wakes the handshake, which then sees that it is over.
    waiting.offer(new byte[0]);
    if (before == Phase.OPEN) {
      closeTransport();
    }
  }

  private void closeTransport() {
    try {
      transport.close();
    } catch (IOException | RuntimeException e) {
      // The peer finds out by itself.
    }
  }

  private void ended(String reason) {
    if (phase != Phase.CLOSED) {
      phase = Phase.CLOSED;
      waiting.clear();
      listener.onClosed(reason);
    }
  }

  /** What the protocol sees of the network: in a handshake its own thread, later the loop. */
  private final class Network implements DatagramTransport {

    private static final long FOREVER_MILLIS = 1000;

    /**
     * The records of a flight, which share packets (RFC 6347, 4.1.1). Of the handshake's thread.
     */
    private final ByteArrayOutputStream flight = new ByteArrayOutputStream();

    @Override
    public int getReceiveLimit() {
      byte[] packet = arrived;
      return transport == null || packet == null ? LARGEST_PACKET : packet.length;
    }

    @Override
    public int getSendLimit() {
      return context.mtu();
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
      byte[] packet;
      if (phase == Phase.HANDSHAKE) {
        flush();
        packet = await(waitMillis);
        if (packet == null) {
          return -1;
        }
      } else if (phase == Phase.OPEN) {
        packet = arrived;
        arrived = null;
        if (packet == null) {
          throw new InterruptedIOException();
        }
      } else {
        throw new IOException("closed");
      }
      int size = Math.min(length, packet.length);
      System.arraycopy(packet, 0, buffer, offset, size);
      return size;
    }

    private byte[] await(int waitMillis) throws IOException {
      try {
        return waiting.poll(waitMillis == 0 ? FOREVER_MILLIS : waitMillis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("closed", e);
      }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
      if (transport == null) {
        if (flight.size() + length > context.mtu()) {
          flush();
        }
        flight.write(buffer, offset, length);
      } else {
        sink.send(buffer, offset, length);
      }
    }

    /** Lets go what a handshake has to say before it waits or ends. */
    void flush() {
      if (flight.size() > 0) {
        byte[] packet = flight.toByteArray();
        flight.reset();
        onLoop(() -> sink.send(packet, 0, packet.length));
      }
    }

    @Override
    public void close() {
      endedByPeer = true;
    }
  }
}
