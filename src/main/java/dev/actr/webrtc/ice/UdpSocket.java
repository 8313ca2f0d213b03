package dev.actr.webrtc.ice;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** A UDP socket on one local address. */
final class UdpSocket implements Base {

  private static final int MAX_TRIES = 200;
  private static final int KERNEL_BUFFER = 1 << 20;

  private final Channel channel;

  /** What the channel is made of, which sends from any thread. */
  private final DatagramChannel system;

  private final InetSocketAddress address;

  private UdpSocket(Channel channel, DatagramChannel system) {
    this.channel = channel;
    this.system = system;
    this.address = (InetSocketAddress) channel.localAddress();
  }

  /**
   * Binds a socket; hands it over on the event loop, or null if no port is free.
   *
   * @param minPort the first port that may be used, 0 for any
   */
  static void bind(
      EventLoop loop,
      InetAddress address,
      int minPort,
      int maxPort,
      Receiver receiver,
      Consumer<UdpSocket> done) {
    Handler handler = new Handler(receiver);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(() -> new NioDatagramChannel(handler.open()))
            .option(ChannelOption.SO_RCVBUF, KERNEL_BUFFER)
            .option(ChannelOption.SO_SNDBUF, KERNEL_BUFFER)
            .handler(handler);
    int count = maxPort - minPort + 1;
    int first = minPort == 0 ? 0 : ThreadLocalRandom.current().nextInt(count);
    int tries = minPort == 0 ? 1 : Math.min(count, MAX_TRIES);
    bind(bootstrap, handler, address, minPort, count, first, tries, done);
  }

  private static void bind(
      Bootstrap bootstrap,
      Handler handler,
      InetAddress address,
      int minPort,
      int count,
      int offset,
      int tries,
      Consumer<UdpSocket> done) {
    int port = minPort == 0 ? 0 : minPort + offset % count;
    ChannelFuture bound = bootstrap.bind(address, port);
    bound.addListener(
        result -> {
          if (result.isSuccess()) {
            handler.socket = new UdpSocket(bound.channel(), handler.system);
            done.accept(handler.socket);
          } else if (tries > 1) {
            bind(bootstrap, handler, address, minPort, count, offset + 1, tries - 1, done);
          } else {
            done.accept(null);
          }
        });
  }

  @Override
  public CandidateType type() {
    return CandidateType.HOST;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void send(byte[] packet, int offset, int length, InetSocketAddress to) {
    try {
      if (system.send(ByteBuffer.wrap(packet, offset, length), to) > 0) {
        return;
      }
    } catch (IOException | IllegalArgumentException e) {
      // A datagram that could not be sent is a lost one; checks notice when all are.
      return;
    }
    // The socket's buffer is full: the event loop knows when it is not.
    ByteBuf buffer = channel.alloc().ioBuffer(length).writeBytes(packet, offset, length);
    channel.writeAndFlush(new DatagramPacket(buffer, to), channel.voidPromise());
  }

  /** The system's sockets do. */
  @Override
  public boolean sendsFromAnyThread() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    channel.close();
  }

  private static final class Handler extends SimpleChannelInboundHandler<DatagramPacket> {

    private final Receiver receiver;
    private DatagramChannel system;
    private UdpSocket socket;

    Handler(Receiver receiver) {
      this.receiver = receiver;
    }

    DatagramChannel open() {
      try {
        system = DatagramChannel.open();
        return system;
      } catch (IOException e) {
        throw new ChannelException("no UDP socket", e);
      }
    }

    @Override
    public boolean isSharable() {
      // A bootstrap that tries several ports adds it to a channel each, one after the other.
      return true;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      if (socket != null && packet.content().isReadable()) {
        receiver.onPacket(socket, packet.sender(), ByteBufUtil.getBytes(packet.content()));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A datagram that could not be sent is a lost one; checks notice when all are.
    }
  }
}
