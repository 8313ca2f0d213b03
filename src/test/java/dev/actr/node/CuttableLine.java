package dev.actr.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP line to a server that a test can cut without the server's doing. */
final class CuttableLine implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<Socket> toClients = new CopyOnWriteArrayList<>();

  CuttableLine(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Cuts every connection; new ones are let through. */
  void cut() {
    open.forEach(CuttableLine::close);
    open.clear();
    toClients.clear();
  }

  /** Puts bytes into what every client reads, between what the server sends. */
  void inject(byte[] bytes) {
    for (Socket client : toClients) {
      try {
        client.getOutputStream().write(bytes);
      } catch (IOException gone) {
        toClients.remove(client);
      }
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = listener.accept();
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      open.addAll(List.of(near, far));
      toClients.add(near);
      run(() -> copy(near, far));
      run(() -> copy(far, near));
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void run(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException cut) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
