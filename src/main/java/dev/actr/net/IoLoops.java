package dev.actr.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The few threads that move bytes for all nodes of an application. No other code runs on them. */
public final class IoLoops implements AutoCloseable {

  private static final int THREADS = 2;
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final EventLoopGroup group =
      new NioEventLoopGroup(THREADS, new DefaultThreadFactory("actr-io", true));
  private final Map<EventExecutor, Long> lastSeen = new ConcurrentHashMap<>();

  /** Starts the threads. */
  public IoLoops() {
    for (EventExecutor loop : group) {
      lastSeen.put(loop, System.nanoTime());
      loop.scheduleAtFixedRate(() -> lastSeen.put(loop, System.nanoTime()), 1, 1, TimeUnit.SECONDS);
    }
  }

  /** The threads. */
  public EventLoopGroup group() {
    return group;
  }

  /** Whether every thread has done something in the last half minute. */
  public boolean isProgressing() {
    long now = System.nanoTime();
    return lastSeen.values().stream().allMatch(seen -> now - seen < STUCK_NANOS);
  }

  /** Ends the threads; returns when they have ended or after five seconds. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
