package dev.actr.peer;

import com.google.protobuf.MessageLite;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection that keeps what is sent on it. */
final class TestLink implements PeerLink {

  final List<MessageLite> sent = new CopyOnWriteArrayList<>();
  final List<PayloadType> lanes = new CopyOnWriteArrayList<>();

  /** What becomes of the next messages. */
  volatile CompletableFuture<Void> outcome = CompletableFuture.completedFuture(null);

  volatile Optional<ActrException> notReady = Optional.empty();

  private final ActrId peer;
  private final boolean duplex;
  private volatile boolean open = true;

  TestLink(ActrId peer) {
    this(peer, false);
  }

  TestLink(ActrId peer, boolean duplex) {
    this.peer = peer;
    this.duplex = duplex;
  }

  static CompletableFuture<Void> failed(ErrorKind kind) {
    return CompletableFuture.failedFuture(new ActrException(kind, "on purpose"));
  }

  List<String> requestIds() {
    return sent.stream().map(m -> ((RpcEnvelope) m).getRequestId()).toList();
  }

  @Override
  public ActrId peer() {
    return peer;
  }

  @Override
  public CompletableFuture<Void> send(PayloadType lane, MessageLite message) {
    lanes.add(lane);
    sent.add(message);
    return outcome;
  }

  @Override
  public Optional<ActrException> notReady() {
    return notReady;
  }

  @Override
  public boolean isDuplex() {
    return duplex;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public CompletableFuture<Void> close() {
    open = false;
    return CompletableFuture.completedFuture(null);
  }
}
