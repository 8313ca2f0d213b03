package dev.actr.webrtc.dtls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;

/** Handshakes and records of a peer that does not hold to the protocol. */
public final class DtlsFuzz {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int HEADER = 13;

  private static Pair pair;

  private DtlsFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget("dtls-handshake", 300, DtlsFuzz::handshakes, DtlsFuzz::handshake),
        new FuzzTarget("dtls-record", 5000, DtlsFuzz::records, DtlsFuzz::record),
        new FuzzTarget("fingerprint", 20_000, DtlsFuzz::fingerprints, DtlsFuzz::fingerprint));
  }

  /** Two ends that have shaken hands, on a network that is a method call. */
  private static final class Pair {
    final List<byte[]> fromClient = Collections.synchronizedList(new ArrayList<>());
    final List<byte[]> received = new ArrayList<>();
    final List<String> ended = Collections.synchronizedList(new ArrayList<>());
    final DtlsContext clientContext = context();
    final DtlsContext serverContext = context();
    final DtlsConnection client =
        new DtlsConnection(clientContext, this::run, this::toServer, new Listener(false));
    final DtlsConnection server =
        new DtlsConnection(serverContext, this::run, this::toClient, new Listener(true));

    Pair() {
      server.start(DtlsRole.SERVER, List.of(clientContext.certificate().fingerprint()));
      client.start(DtlsRole.CLIENT, List.of(serverContext.certificate().fingerprint()));
      await().until(() -> client.isOpen() && server.isOpen());
    }

    private static DtlsContext context() {
      return new DtlsContext(
          DtlsCertificate.generate(RANDOM), RANDOM, 1200, Duration.ofSeconds(30));
    }

    private synchronized void run(Runnable task) {
      task.run();
    }

    private void toServer(byte[] packet, int offset, int length) {
      byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
      fromClient.add(copy);
      run(() -> server.receive(copy));
    }

    private void toClient(byte[] packet, int offset, int length) {
      byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
      run(() -> client.receive(copy));
    }

    private final class Listener implements DtlsListener {
      private final boolean isServer;

      Listener(boolean isServer) {
        this.isServer = isServer;
      }

      @Override
      public void onConnected() {}

      @Override
      public void onData(byte[] message, int length) {
        if (isServer) {
          received.add(Arrays.copyOf(message, length));
        }
      }

      @Override
      public void onClosed(String reason) {
        ended.add(reason);
      }
    }
  }

  private static synchronized Pair pair() {
    if (pair == null) {
      pair = new Pair();
    }
    return pair;
  }

  /** What a client sends, two bytes for the length before each packet. */
  private static List<byte[]> handshakes() {
    ByteBuffer all = ByteBuffer.allocate(10_000);
    for (byte[] packet : List.copyOf(pair().fromClient)) {
      if (all.remaining() > packet.length + 2) {
        all.putShort((short) packet.length).put(packet);
      }
    }
    return List.of(Arrays.copyOf(all.array(), all.position()));
  }

  /** Whether the server answered. */
  private static boolean handshake(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int[] sent = {0};
    DatagramTransport transport =
        new DatagramTransport() {
          @Override
          public int getReceiveLimit() {
            return 2048;
          }

          @Override
          public int getSendLimit() {
            return 1200;
          }

          @Override
          public int receive(byte[] buffer, int offset, int length, int waitMillis)
              throws IOException {
            if (in.remaining() < 2) {
              throw new IOException("nothing more comes");
            }
            int size = Math.min(Math.min(in.getShort() & 0xffff, in.remaining()), length);
            in.get(buffer, offset, size);
            return size;
          }

          @Override
          public void send(byte[] buffer, int offset, int length) {
            assertThat(++sent[0]).isLessThan(200);
          }

          @Override
          public void close() {}
        };
    DtlsContext context = pair().serverContext;
    Credentials credentials =
        new Credentials(context, List.of(pair().clientContext.certificate().fingerprint()));
    try {
      new DTLSServerProtocol().accept(new ServerHandshake(credentials), transport);
      throw new AssertionError("a handshake of other random numbers has succeeded");
    } catch (IOException | RuntimeException refused) {
      // What DtlsConnection takes for the end of the handshake.
      return sent[0] > 1;
    }
  }

  private static List<byte[]> records() {
    List<byte[]> packets = List.copyOf(pair().fromClient);
    return List.of(packets.get(0), packets.get(packets.size() - 1));
  }

  /** Whether they have the form of a record; the connection goes on in any case. */
  private static synchronized boolean record(byte[] bytes) {
    Pair ends = pair();
    int before = ends.received.size();
    ends.server.receive(bytes.clone());
    assertThat(ends.received).hasSize(before);
    ends.client.send(new byte[] {1, 2, 3}, 0, 3);
    assertThat(ends.ended).isEmpty();
    assertThat(ends.received).hasSize(before + 1);
    ends.received.clear();
    ends.fromClient.subList(2, ends.fromClient.size()).clear();
    return bytes.length >= HEADER
        && bytes[0] >= 20
        && bytes[0] < 64
        && ByteBuffer.wrap(bytes).getShort(11) <= bytes.length - HEADER;
  }

  private static List<byte[]> fingerprints() {
    return List.of(
        ("sha-256 " + "0A:".repeat(31) + "ff").getBytes(US_ASCII),
        ("SHA-512 " + "0A:".repeat(63) + "ff").getBytes(US_ASCII));
  }

  private static boolean fingerprint(byte[] bytes) {
    try {
      Optional<Fingerprint> fingerprint = Fingerprint.parse(new String(bytes, US_ASCII));
      fingerprint.ifPresent(known -> assertThat(known.matches(new byte[10])).isFalse());
      return fingerprint.isPresent();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessage("malformed fingerprint");
      return false;
    }
  }
}
