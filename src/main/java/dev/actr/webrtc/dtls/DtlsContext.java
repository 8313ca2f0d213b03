package dev.actr.webrtc.dtls;

import java.lang.reflect.InvocationTargetException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What connections of one side have in common. Thread-safe. */
public final class DtlsContext implements AutoCloseable {

  private static final Duration JOIN = Duration.ofSeconds(2);

  private final DtlsCertificate certificate;
  private final DtlsCrypto crypto;
  private final int mtu;
  private final Duration handshakeTimeout;
  private final Set<Thread> handshakes = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * A context whose handshakes can begin.
   *
   * @param certificate of this side
   * @param mtu the largest packet to send in a handshake, in bytes
   * @param handshakeTimeout how long a handshake may take
   */
  public DtlsContext(
      DtlsCertificate certificate, SecureRandom random, int mtu, Duration handshakeTimeout) {
    this.certificate = certificate;
    this.crypto = new DtlsCrypto(random);
    this.mtu = mtu;
    this.handshakeTimeout = handshakeTimeout;
  }

  /** What peers recognise this side by. */
  public Fingerprint fingerprint() {
    return certificate.fingerprint();
  }

  DtlsCertificate certificate() {
    return certificate;
  }

  DtlsCrypto crypto() {
    return crypto;
  }

  int mtu() {
    return mtu;
  }

  Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  /** Runs a handshake, which blocks, on a thread that lives as long as it does. */
  void startHandshake(Runnable handshake) {
    Thread thread =
        newThread(
            () -> {
              try {
                handshake.run();
              } finally {
                handshakes.remove(Thread.currentThread());
              }
            });
    handshakes.add(thread);
    thread.start();
    if (closed) {
      thread.interrupt();
    }
  }

  private static Thread newThread(Runnable task) {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      builder = type.getMethod("name", String.class).invoke(builder, "actr-dtls");
      return (Thread) type.getMethod("unstarted", Runnable.class).invoke(builder, task);
    } catch (NoSuchMethodException | ClassNotFoundException | IllegalAccessException e) {
      return platformThread(task);
    } catch (InvocationTargetException e) {
      // Java 19 and 20 have virtual threads as a preview that is off.
      return platformThread(task);
    }
  }

  private static Thread platformThread(Runnable task) {
    Thread thread = new Thread(task, "actr-dtls");
    thread.setDaemon(true);
    return thread;
  }

  /** Ends the handshakes that are under way and waits for their threads, for a short while. */
  @Override
  public void close() {
    closed = true;
    handshakes.forEach(Thread::interrupt);
    for (Thread thread : handshakes) {
      try {
        thread.join(JOIN.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
