package dev.actr.devserver;

import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.ServiceSpec;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One registered actor. Belongs to the {@link Registry}, under whose lock it is read and changed.
 */
final class Registration {

  final ActrId id;
  final Optional<ServiceSpec> spec;
  final Optional<String> wsAddress;

  /** Roughly the bytes it keeps. */
  final int size;

  final byte[] tokenHash;
  final Set<ActrType> subscriptions = new HashSet<>();
  Instant tokenExpiry;

  /** Null while the actor is not connected. */
  SignalingConnection connection;

  Load load = Load.UNKNOWN;

  Registration(ActrId id, RegisterRequest request, byte[] tokenHash, Instant tokenExpiry) {
    this.id = id;
    this.spec = request.hasServiceSpec() ? Optional.of(request.getServiceSpec()) : Optional.empty();
    this.wsAddress =
        request.hasWsAddress() ? Optional.of(request.getWsAddress()) : Optional.empty();
    this.size = request.getSerializedSize();
    this.tokenHash = tokenHash;
    this.tokenExpiry = tokenExpiry;
  }

  Candidate snapshot() {
    return new Candidate(id, spec, wsAddress, load);
  }
}
