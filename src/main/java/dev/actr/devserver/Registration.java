package dev.actr.devserver;

import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.identity.Acl;
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

  /** Who may find it; empty for everybody. */
  final Optional<Acl> acl;

  /** Roughly the bytes it keeps. */
  final int size;

  final byte[] tokenHash;
  final Set<ActrType> subscriptions = new HashSet<>();
  Instant tokenExpiry;

  /** Null while the actor is not connected. */
  SignalingConnection connection;

  Load load = Load.UNKNOWN;

  Registration(
      ActrId id,
      RegisterRequest request,
      Optional<Acl> acl,
      byte[] tokenHash,
      Instant tokenExpiry) {
    this.id = id;
    this.spec = request.hasServiceSpec() ? Optional.of(request.getServiceSpec()) : Optional.empty();
    this.wsAddress =
        request.hasWsAddress() ? Optional.of(request.getWsAddress()) : Optional.empty();
    this.acl = acl;
    this.size = request.getSerializedSize();
    this.tokenHash = tokenHash;
    this.tokenExpiry = tokenExpiry;
  }

  /** Whether its rules let this actor find it. */
  boolean admits(ActrId seeker) {
    return acl.isEmpty() || acl.get().permits(seeker);
  }

  Candidate snapshot() {
    return new Candidate(id, spec, wsAddress, load);
  }
}
