package dev.actr.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose next request is not there in time as a whole, TLS included. It is no
 * matter how often a few bytes of it come. Sits behind what puts requests together.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

  private final Duration limit;
  private Future<?> expiry;

  RequestDeadline(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Runnable end = context::close;
    expiry = context.executor().schedule(end, limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object request) throws Exception {
    expiry.cancel(false);
    handlerAdded(context);
    super.channelRead(context, request);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    expiry.cancel(false);
    super.channelInactive(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    expiry.cancel(false);
  }
}
