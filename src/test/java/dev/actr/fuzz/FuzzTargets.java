package dev.actr.fuzz;

import dev.actr.cdi.ConfigFuzz;
import dev.actr.devserver.DevServerFuzz;
import dev.actr.identity.IdentityFuzz;
import dev.actr.mailbox.journal.JournalFuzz;
import dev.actr.net.NetFuzz;
import dev.actr.net.tls.TlsFuzz;
import dev.actr.peer.websocket.HandshakeFuzz;
import dev.actr.sctp.SctpFuzz;
import dev.actr.webrtc.dtls.DtlsFuzz;
import dev.actr.webrtc.ice.IceFuzz;
import dev.actr.webrtc.sdp.SdpFuzz;
import dev.actr.wire.WireFuzz;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every decoder of bytes from outside. */
public final class FuzzTargets {

  /** In the order of the packages, from the bottom up. */
  public static final List<FuzzTarget> ALL =
      Stream.<Supplier<Stream<FuzzTarget>>>of(
              WireFuzz::targets,
              NetFuzz::targets,
              TlsFuzz::targets,
              IdentityFuzz::targets,
              SctpFuzz::targets,
              SdpFuzz::targets,
              DtlsFuzz::targets,
              IceFuzz::targets,
              HandshakeFuzz::targets,
              JournalFuzz::targets,
              ConfigFuzz::targets,
              DevServerFuzz::targets)
          .flatMap(Supplier::get)
          .toList();

  private FuzzTargets() {}

  /** The target of a name. */
  public static FuzzTarget named(String name) {
    return ALL.stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no target " + name));
  }
}
