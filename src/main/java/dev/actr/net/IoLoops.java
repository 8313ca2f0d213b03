package dev.actr.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The few threads that move bytes for all nodes of an application. No other code runs on them. */
public final class IoLoops implements AutoCloseable {

  private static final int THREADS = 2;

  private final EventLoopGroup group =
      new NioEventLoopGroup(THREADS, new DefaultThreadFactory("actr-io", true));

  /** The threads. */
  public EventLoopGroup group() {
    return group;
  }

  /** Ends the threads; returns when they have ended or after five seconds. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
