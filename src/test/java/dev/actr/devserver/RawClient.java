package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Sends whatever bytes a test likes. */
final class RawClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;

  RawClient(DevServer server) throws IOException {
    this(server.port());
  }

  private RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  /** A client that has upgraded as the given actor. */
  static RawClient upgraded(DevServer server, RegisterOk ok) throws IOException {
    return upgraded(server.port(), ok);
  }

  static RawClient upgraded(int port, RegisterOk ok) throws IOException {
    RawClient client = new RawClient(port);
    client.send(
        "GET /signaling/ws?"
            + TestNode.query(ok)
            + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: gmF56g34KO8AEBVzQIilpQ==\r\n\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a frame masked with zeros. */
  void sendFrame(int firstByte, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) firstByte);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.putInt(0).put(payload).flip();
    socket.getOutputStream().write(frame.array(), 0, frame.limit());
  }

  /** Up to the empty line that ends the head of a response. */
  String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Everything up to the server's end of the stream, one character per byte. */
  String readToEnd() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    socket.getInputStream().transferTo(read);
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
