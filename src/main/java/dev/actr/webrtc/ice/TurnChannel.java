package dev.actr.webrtc.ice;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** The way to a TURN server: over UDP, TCP or TLS. */
final class TurnChannel {

  private static final int CONNECT_TIMEOUT_MILLIS = 8000;

  /** A connection to a relay that does not keep up loses packets as a network does. */
  private static final int MAX_QUEUED = 1 << 20;

  private final Channel channel;
  private final boolean reliable;

  TurnChannel(Channel channel, boolean reliable) {
    this.channel = channel;
    this.reliable = reliable;
  }

  /** Connects; hands the channel over on the event loop, or null if that failed. */
  static void connect(
      EventLoop loop,
      IceServer server,
      InetSocketAddress address,
      IceConfig config,
      Consumer<byte[]> receiver,
      Runnable onClose,
      Consumer<TurnChannel> done) {
    boolean udp = server.transport() == IceServer.Transport.UDP;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(udp ? NioDatagramChannel.class : NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) throws Exception {
                    ChannelPipeline pipeline = channel.pipeline();
                    if (server.transport() == IceServer.Transport.TLS) {
                      pipeline.addLast(new SslHandler(engine(server, config.tls())));
                    }
                    pipeline.addLast(udp ? new Datagrams(receiver) : new Frames());
                    if (!udp) {
                      pipeline.addLast(new Framed(receiver));
                    }
                  }
                });
    if (!udp) {
      bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
      bootstrap.option(ChannelOption.TCP_NODELAY, true);
    }
    ChannelFuture connected =
        config.bindAddresses().stream()
            .filter(local -> local.getClass() == address.getAddress().getClass())
            .findFirst()
            .map(local -> bootstrap.connect(address, new InetSocketAddress(local, 0)))
            .orElseGet(() -> bootstrap.connect(address));
    connected.addListener(
        result -> {
          if (!result.isSuccess()) {
            done.accept(null);
            return;
          }
          Channel channel = connected.channel();
          channel.closeFuture().addListener(closed -> onClose.run());
          done.accept(new TurnChannel(channel, !udp));
        });
  }

  private static SSLEngine engine(IceServer server, Optional<SSLContext> context)
      throws NoSuchAlgorithmException {
    SSLContext tls = context.isPresent() ? context.get() : SSLContext.getDefault();
    SSLEngine engine = tls.createSSLEngine(server.host(), server.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Whether what is sent arrives unless the channel ends. */
  boolean isReliable() {
    return reliable;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  void send(byte[] header, byte[] packet, int offset, int length) {
    int padding = reliable ? StunMessage.padded(length) - length : 0;
    if (channel.bytesBeforeWritable() > MAX_QUEUED) {
      return;
    }
    ByteBuf buffer = channel.alloc().ioBuffer(header.length + length + padding);
    buffer.writeBytes(header).writeBytes(packet, offset, length).writeZero(padding);
    channel.writeAndFlush(buffer, channel.voidPromise());
  }

  void send(byte[] message) {
    send(new byte[0], message, 0, message.length);
  }

  /** Ends the channel once what was sent is on its way. */
  void close() {
    channel.close();
  }

  private static final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {

    private final Consumer<byte[]> receiver;

    Datagrams(Consumer<byte[]> receiver) {
      this.receiver = receiver;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      receiver.accept(ByteBufUtil.getBytes(packet.content()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A server's port that is closed for now shows as requests that time out.
    }
  }

  /** Cuts a stream into STUN messages and channel data (RFC 8656, 12.5). */
  static final class Frames extends ByteToMessageDecoder {

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      if (in.readableBytes() < 4) {
        return;
      }
      int first = in.getUnsignedByte(in.readerIndex());
      int length = in.getUnsignedShort(in.readerIndex() + 2);
      boolean stun = StunMessage.isStun(first);
      if (!stun && (first < 0x40 || first > 0x4f)) {
        throw new CorruptedFrameException("neither STUN nor channel data");
      }
      int total = stun ? StunMessage.HEADER + length : 4 + length;
      if (in.readableBytes() < StunMessage.padded(total)) {
        return;
      }
      byte[] frame = new byte[total];
      in.readBytes(frame);
      in.skipBytes(StunMessage.padded(total) - total);
      out.add(frame);
    }
  }

  private static final class Framed extends SimpleChannelInboundHandler<byte[]> {

    private final Consumer<byte[]> receiver;

    Framed(Consumer<byte[]> receiver) {
      this.receiver = receiver;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, byte[] frame) {
      receiver.accept(frame);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
