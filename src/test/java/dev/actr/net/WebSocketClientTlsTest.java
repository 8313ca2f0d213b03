package dev.actr.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.net.Loopback.Recorder;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebSocketClientTlsTest {

  private final Loopback loopback = new Loopback();

  @AfterEach
  void stop() {
    loopback.close();
  }

  @Test
  void aServerThatSpeaksNoTlsIsRefused() throws Exception {
    try (ServerSocket server = listen(ServerSocketFactory.getDefault())) {
      CompletableFuture<Channel> opened = connect(server);
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
        assertThat(Loopback.failure(opened)).isInstanceOf(SSLException.class);
      }
    }
  }

  @Test
  void aServerWhoseCertificateNobodyTrustsIsRefused(@TempDir Path folder) throws Exception {
    try (ServerSocket server = listen(selfSigned(folder).getServerSocketFactory())) {
      CompletableFuture<Channel> opened = connect(server);
      try (Socket socket = server.accept()) {
        loopback.blocking.execute(() -> readToTheEnd(socket));
        assertThat(Loopback.failure(opened))
            .isInstanceOf(SSLHandshakeException.class)
            .hasMessageContaining("certification path");
      }
    }
  }

  private static ServerSocket listen(ServerSocketFactory factory) throws IOException {
    ServerSocket server = factory.createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setSoTimeout((int) Loopback.TIMEOUT.toMillis());
    return server;
  }

  private CompletableFuture<Channel> connect(ServerSocket server) {
    return loopback.connect(
        URI.create("wss://localhost:" + server.getLocalPort()),
        Loopback.TIMEOUT,
        Loopback.LIMITS,
        new Recorder());
  }

  private static SSLContext selfSigned(Path folder) throws Exception {
    Path store = folder.resolve("server.p12");
    String password = "changeit";
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String arguments =
        "-genkeypair -alias server -keyalg EC -dname CN=localhost -ext san=dns:localhost"
            + " -storetype PKCS12 -storepass changeit -keystore";
    List<String> command = new ArrayList<>(List.of(keytool));
    command.addAll(List.of(arguments.split(" ")));
    command.add(store.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();

    KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void readToTheEnd(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The other side refuses this one, which it may well tell.
    }
  }
}
