package dev.actr.webrtc.ice;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Opens sockets, asks servers, and so finds this side's candidates. Confined to the event loop. */
final class Gatherer {

  /** Who is told. */
  interface Listener {
    void onLocal(LocalCandidate candidate);

    void onGone(Base base);

    void onGathered();
  }

  private static final int STUN_SENDS = 5;
  private static final int MOST_PREFERRED = 65_535;
  private static final int LOOPBACK_PENALTY = 30_000;
  private static final int SERVER_PENALTY = 100;

  private final EventLoop loop;
  private final Executor blocking;
  private final IceConfig config;
  private final SecureRandom random;
  private final StunTransactions transactions;
  private final Base.Receiver receiver;
  private final Listener listener;
  private final List<LocalCandidate> found = new ArrayList<>();
  private final List<TurnAllocation> attempts = new ArrayList<>();
  private Round round;
  private boolean closed;

  Gatherer(
      EventLoop loop,
      Executor blocking,
      IceConfig config,
      SecureRandom random,
      StunTransactions transactions,
      Base.Receiver receiver,
      Listener listener) {
    this.loop = loop;
    this.blocking = blocking;
    this.config = config;
    this.random = random;
    this.transactions = transactions;
    this.receiver = receiver;
    this.listener = listener;
  }

  /** The steps of one gathering that are not done. */
  private static final class Round {
    private int open = 1;
  }

  /** Finds what there is now. What still holds is found again, what is gone is closed. */
  void gather(Base inUse) {
    Round now = new Round();
    round = now;
    List<LocalCandidate> before = List.copyOf(found);
    found.clear();
    before.stream().filter(one -> one.type() == CandidateType.RELAYED).forEach(this::keep);
    for (IceServer server : config.servers()) {
      if (server.kind() == IceServer.Kind.TURN
          && found.stream().noneMatch(one -> isOf(one.base(), server))) {
        allocate(now, server);
      }
    }
    if (config.relayOnly()) {
      done(now);
      return;
    }
    offload(
        () -> LocalAddresses.find(config),
        addresses -> {
          openSockets(now, before, addresses == null ? List.of() : addresses, inUse);
          done(now);
        });
  }

  private static boolean isOf(Base base, IceServer server) {
    return base instanceof TurnAllocation allocation && allocation.server().equals(server);
  }

  private void keep(LocalCandidate candidate) {
    if (candidate.base().isOpen()) {
      add(candidate);
    } else {
      listener.onGone(candidate.base());
    }
  }

  private void openSockets(
      Round now, List<LocalCandidate> before, List<InetAddress> addresses, Base inUse) {
    for (LocalCandidate old : before) {
      boolean there = addresses.contains(old.base().address().getAddress());
      if (old.type() == CandidateType.HOST && !there && old.base() != inUse) {
        old.base().close();
        listener.onGone(old.base());
      }
    }
    for (int i = 0; i < addresses.size(); i++) {
      InetAddress address = addresses.get(i);
      int preference = MOST_PREFERRED - i - (address.isLoopbackAddress() ? LOOPBACK_PENALTY : 0);
      before.stream()
          .map(LocalCandidate::base)
          .filter(base -> base.type() == CandidateType.HOST && base.isOpen())
          .filter(base -> base.address().getAddress().equals(address))
          .findFirst()
          .ifPresentOrElse(
              base -> addHost(now, base, preference),
              () -> {
                now.open++;
                UdpSocket.bind(
                    loop,
                    address,
                    config.minPort(),
                    config.maxPort(),
                    receiver,
                    socket -> {
                      if (socket != null && closed) {
                        socket.close();
                      } else if (socket != null) {
                        addHost(now, socket, preference);
                      }
                      done(now);
                    });
              });
    }
  }

  private void addHost(Round now, Base base, int preference) {
    InetSocketAddress address = base.address();
    InetAddress shown =
        config.advertisedAddresses().stream()
            .filter(one -> one.getClass() == address.getAddress().getClass())
            .findFirst()
            .orElse(address.getAddress());
    add(
        new LocalCandidate(
            base, CandidateType.HOST, new InetSocketAddress(shown, address.getPort()), preference));
    if (address.getAddress().isLoopbackAddress() && !config.loopback()) {
      return;
    }
    for (IceServer server : config.servers()) {
      if (server.kind() == IceServer.Kind.STUN) {
        now.open++;
        resolve(
            server,
            address.getAddress().getClass(),
            resolved -> {
              if (resolved == null) {
                done(now);
              } else {
                askReflexive(now, base, resolved, preference);
              }
            });
      }
    }
  }

  private void askReflexive(Round now, Base base, InetSocketAddress server, int preference) {
    StunWriter request =
        new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, TransactionId.random(random));
    byte[] message = request.finishWithFingerprint();
    transactions.start(
        request.id(),
        () -> base.send(message, 0, message.length, server),
        STUN_SENDS,
        new StunTransactions.Handler() {
          @Override
          public void onResponse(StunMessage response, Base at, InetSocketAddress from) {
            response
                .address(StunMessage.XOR_MAPPED_ADDRESS)
                .filter(mapped -> from.equals(server) && !mapped.equals(base.address()))
                .filter(mapped -> found.stream().noneMatch(one -> one.address().equals(mapped)))
                .ifPresent(
                    mapped ->
                        add(
                            new LocalCandidate(
                                base, CandidateType.SERVER_REFLEXIVE, mapped, preference)));
            done(now);
          }

          @Override
          public void onTimeout() {
            done(now);
          }
        });
  }

  private void allocate(Round now, IceServer server) {
    now.open++;
    resolve(
        server,
        null,
        resolved -> {
          if (resolved == null || closed) {
            done(now);
            return;
          }
          int preference =
              MOST_PREFERRED
                  - SERVER_PENALTY * server.transport().ordinal()
                  - config.servers().indexOf(server);
          attempts.removeIf(TurnAllocation::isEnded);
          attempts.add(
              TurnAllocation.allocate(
                  loop,
                  server,
                  resolved,
                  config,
                  random,
                  receiver,
                  (allocation, reason) -> {
                    if (allocation != null) {
                      add(
                          new LocalCandidate(
                              allocation, CandidateType.RELAYED, allocation.address(), preference));
                    } else if (!closed) {
                      IceLog.LOG.noRelay(server, reason);
                    }
                    done(now);
                  }));
        });
  }

  private void resolve(
      IceServer server, Class<? extends InetAddress> family, Consumer<InetSocketAddress> then) {
    offload(
        () -> {
          for (InetAddress address : InetAddress.getAllByName(server.host())) {
            if (family == null || address.getClass() == family) {
              return new InetSocketAddress(address, server.port());
            }
          }
          throw new UnknownHostException(server.host());
        },
        then);
  }

  /** Runs what may block elsewhere and what follows here, with null if it failed. */
  private <T> void offload(Callable<T> work, Consumer<T> then) {
    try {
      blocking.execute(
          () -> {
            T result = null;
            try {
              result = work.call();
            } catch (Exception e) {
              IceLog.LOG.debugf("a look-up failed: %s", e);
            }
            T value = result;
            onLoop(() -> then.accept(value));
          });
    } catch (RejectedExecutionException e) {
      then.accept(null);
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      IceLog.LOG.debug("a look-up came back after the end");
    }
  }

  private void add(LocalCandidate candidate) {
    if (!closed) {
      found.add(candidate);
      listener.onLocal(candidate);
    }
  }

  private void done(Round which) {
    which.open--;
    if (which.open == 0 && which == round && !closed) {
      listener.onGathered();
    }
  }

  List<LocalCandidate> found() {
    return found;
  }

  void close() {
    closed = true;
    attempts.forEach(TurnAllocation::close);
    found.forEach(candidate -> candidate.base().close());
  }
}
