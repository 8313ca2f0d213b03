package dev.actr.webrtc;

import dev.actr.webrtc.dtls.DtlsCertificate;
import dev.actr.webrtc.dtls.DtlsConnection;
import dev.actr.webrtc.dtls.DtlsContext;
import dev.actr.webrtc.dtls.DtlsListener;
import dev.actr.webrtc.dtls.DtlsRole;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What DTLS alone allows: records from one end to the other, without a network or SCTP. */
final class DtlsLimit implements AutoCloseable {

  private static final int MTU = 1200;

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final SecureRandom random = new SecureRandom();
  private final byte[] message = new byte[MTU];
  private boolean connecting = true;
  private final End client = new End();
  private final End server = new End();

  DtlsLimit() {
    client.peer = server;
    server.peer = client;
    loop.execute(
        () -> {
          client.start(DtlsRole.CLIENT);
          server.start(DtlsRole.SERVER);
        });
    client.connected.join();
    server.connected.join();
    onLoop(() -> connecting = false);
  }

  private void onLoop(Runnable task) {
    CompletableFuture.runAsync(task, loop).join();
  }

  /** Packets a second that one thread encrypts and decrypts. */
  double packetsPerSecond(int packets) {
    long[] nanos = {0};
    onLoop(
        () -> {
          long start = System.nanoTime();
          for (int i = 0; i < packets; i++) {
            client.connection.send(message, 0, message.length);
          }
          nanos[0] = System.nanoTime() - start;
        });
    if (server.received < packets) {
      throw new IllegalStateException("packets were lost");
    }
    server.received = 0;
    return packets * 1e9 / nanos[0];
  }

  @Override
  public void close() {
    client.context.close();
    server.context.close();
    loop.shutdown();
  }

  private final class End implements DtlsListener {

    private final DtlsContext context =
        new DtlsContext(
            DtlsCertificate.generate(random),
            random,
            // Of packets: those here are larger by a record's header.
            2 * MTU,
            Duration.ofMinutes(1));
    private final DtlsConnection connection = new DtlsConnection(context, loop, this::toPeer, this);
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private int received;
    private End peer;

    void start(DtlsRole role) {
      connection.start(role, List.of(peer.context.fingerprint()));
    }

    private void toPeer(byte[] packet, int offset, int length) {
      byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
      if (connecting) {
        loop.execute(() -> peer.connection.receive(copy));
      } else {
        peer.connection.receive(copy);
      }
    }

    @Override
    public void onConnected() {
      connected.complete(null);
    }

    @Override
    public void onData(byte[] data, int length) {
      received++;
    }

    @Override
    public void onClosed(String reason) {}
  }
}
