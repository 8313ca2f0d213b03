package dev.actr.peer.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Pings the peer now and then, and notices when nothing at all comes from it any more. Sits where
 * the bytes come in, so that a long message on a slow line counts. A peer that is not read, as
 * there is no room for what it sends, is not held to be silent.
 */
final class Keepalive extends ChannelInboundHandlerAdapter {

  private static final int MAX_SILENT_PERIODS = 3;

  private final Duration period;
  private final BooleanSupplier reading;
  private final Runnable onSilence;
  private Future<?> ticks;
  private boolean heard;
  private int silentPeriods;

  /**
   * Not begun yet.
   *
   * @param period between pings
   * @param reading whether the peer is read at all
   * @param onSilence called once on the connection's loop
   */
  Keepalive(Duration period, BooleanSupplier reading, Runnable onSilence) {
    this.period = period;
    this.reading = reading;
    this.onSilence = onSilence;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ticks =
        context
            .executor()
            .scheduleAtFixedRate(
                () -> tick(context), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void tick(ChannelHandlerContext context) {
    silentPeriods = heard || !reading.getAsBoolean() ? 0 : silentPeriods + 1;
    heard = false;
    if (silentPeriods == MAX_SILENT_PERIODS) {
      ticks.cancel(false);
      onSilence.run();
    } else if (context.channel().isWritable()) {
      context.channel().writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    heard = true;
    super.channelRead(context, bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    ticks.cancel(false);
    super.channelInactive(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ticks.cancel(false);
  }
}
