package dev.actr.webrtc.ice;

import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;

/** One of two agents of a test, which tell each other their candidates as they find them. */
final class IceEnd implements IceListener {

  private final EventLoop loop;
  final IceAgent agent;
  final List<IceCandidate> candidates = new CopyOnWriteArrayList<>();
  final List<IceState> states = new CopyOnWriteArrayList<>();
  final List<SelectedPair> pairs = new CopyOnWriteArrayList<>();
  final List<String> received = new CopyOnWriteArrayList<>();
  volatile boolean gathered;
  volatile IceEnd peer;
  volatile boolean lossy;

  IceEnd(EventLoop loop, IceConfig config) {
    this.loop = loop;
    this.agent = new IceAgent(loop, ForkJoinPool.commonPool(), config, new SecureRandom(), this);
  }

  static void connect(IceEnd one, IceEnd other) {
    one.peer = other;
    other.peer = one;
    one.run(() -> one.agent.setControlling(true));
    exchange(one, other);
  }

  static void exchange(IceEnd one, IceEnd other) {
    IceParameters first = one.call(one.agent::localParameters);
    IceParameters second = other.call(other.agent::localParameters);
    one.run(() -> one.agent.setRemoteParameters(second));
    other.run(() -> other.agent.setRemoteParameters(first));
    one.run(one.agent::gather);
    other.run(other.agent::gather);
  }

  void run(Runnable task) {
    call(
        () -> {
          task.run();
          return null;
        });
  }

  <T> T call(Callable<T> task) {
    try {
      return loop.submit(task).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  void send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    run(() -> agent.send(bytes, 0, bytes.length));
  }

  IceState state() {
    return call(agent::state);
  }

  Optional<SelectedPair> pair() {
    return call(agent::selectedPair);
  }

  @Override
  public void onCandidate(IceCandidate candidate) {
    candidates.add(candidate);
    IceEnd to = peer;
    if (to != null) {
      to.loop.execute(() -> to.agent.addRemoteCandidate(candidate));
    }
  }

  @Override
  public void onGatheringComplete() {
    gathered = true;
  }

  @Override
  public void onState(IceState state) {
    states.add(state);
  }

  @Override
  public void onSelectedPair(SelectedPair pair) {
    pairs.add(pair);
  }

  @Override
  public void onData(byte[] packet) {
    received.add(new String(packet, StandardCharsets.UTF_8));
  }
}
