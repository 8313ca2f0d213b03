package dev.actr.node;

import dev.actr.ActrId;
import dev.actr.identity.Identity;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** Sends a node's listener whatever bytes a test likes. */
final class RawPeer implements AutoCloseable {

  private final Socket socket;

  RawPeer(TestNode node) throws IOException {
    this(new Socket("127.0.0.1", node.node.listenerPort().orElseThrow()));
  }

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
  }

  static String upgrade(String headers) {
    return "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + headers
        + "\r\n";
  }

  static String identityOf(Identity identity) {
    return source(identity.id()) + credential(identity.credential());
  }

  static String source(ActrId id) {
    byte[] bytes = ProtoValues.toProto(id).toByteArray();
    return "X-Actr-Source-ID: " + HexFormat.of().formatHex(bytes) + "\r\n";
  }

  static String credential(AIdCredential credential) {
    String text = Base64.getEncoder().encodeToString(credential.toByteArray());
    return "X-Actr-Credential: " + text + "\r\n";
  }

  RawPeer send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawPeer send(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Sends a short binary frame, masked with zeros. */
  RawPeer sendFrame(byte[] payload) throws IOException {
    byte[] frame = new byte[8 + payload.length];
    frame[0] = (byte) 0x82;
    frame[1] = (byte) 0xfe;
    frame[2] = (byte) (payload.length >> 8);
    frame[3] = (byte) payload.length;
    System.arraycopy(payload, 0, frame, 8, payload.length);
    return send(frame);
  }

  int localPort() {
    return socket.getLocalPort();
  }

  /** Says that nothing more will be sent. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The status in the frame with which the other side closes; nothing else may come before it. */
  int closeCode() throws IOException {
    byte[] end = readToEnd();
    if (end.length < 4 || end[0] != (byte) 0x88) {
      throw new IOException("no close frame with a status, but " + HexFormat.of().formatHex(end));
    }
    return ByteBuffer.wrap(end, 2, 2).getShort() & 0xffff;
  }

  /** The status of the next answer. */
  int status() throws IOException {
    String head = head();
    return Integer.parseInt(head.substring(9, 12));
  }

  /** Waits for the pong a node sends when it has taken the connection. */
  void awaitTaken() throws IOException {
    byte[] pong = socket.getInputStream().readNBytes(2);
    if (pong.length < 2 || pong[0] != (byte) 0x8a) {
      throw new IOException("no pong");
    }
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Reads until the other side ends the connection, however it does. */
  byte[] readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (SocketException reset) {
      // The other side had not read all.
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
