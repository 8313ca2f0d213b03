package dev.actr.node;

import dev.actr.NodeEvent;
import dev.actr.identity.AisClient;
import dev.actr.identity.Identity;
import dev.actr.identity.VirtualAis;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A keeper with the real client of an AIS, in a time of the test's. */
abstract class CredentialKeeperFixture {

  static final Duration LIFETIME = Duration.ofHours(1);
  static final Duration WARNING = Duration.ofMinutes(5);
  static final Duration INITIAL_DELAY = Duration.ofSeconds(1);
  static final Duration MAX_DELAY = Duration.ofMinutes(1);

  /** Longer than anything a renewal waits for of its own account. */
  static final Duration LONG = Duration.ofHours(2);

  final VirtualTime time = new VirtualTime();
  final VirtualAis ais = new VirtualAis(time.rightClock(), LIFETIME);
  final List<String> followed = new ArrayList<>();
  final List<RecordedHook> hooks = new ArrayList<>();
  final CredentialKeeper keeper = keeper(ais);

  CredentialKeeper keeper(VirtualAis server) {
    NodeConfig defaults =
        TestNode.builder(URI.create("http://ais.invalid"), URI.create("ws://signaling.invalid"))
            .withoutListener()
            .expiryWarning(WARNING)
            .config();
    NodeConfig config =
        new NodeConfig(
            defaults.name(),
            defaults.type(),
            defaults.realm(),
            defaults.realmSecret(),
            defaults.aisUrl(),
            defaults.signalingUrl(),
            defaults.listener(),
            defaults.webRtc(),
            defaults.callTimeout(),
            defaults.tellTimeout(),
            defaults.shutdownTimeout(),
            INITIAL_DELAY,
            MAX_DELAY,
            defaults.dispatch(),
            defaults.maxMessageSize(),
            defaults.limits(),
            defaults.acl(),
            defaults.expiryWarning(),
            defaults.signedPackage());
    HookEmitter emitter =
        new HookEmitter(
            new HookQueue(Runnable::run, event -> hooks.add(RecordedHook.of(event))),
            () -> new NodeEvent("echo", Optional.empty()),
            () -> new NodeContext(null));
    AisClient client = server.client(time.hostClock(), time::nanos);
    return new CredentialKeeper(
        config,
        client,
        new Registration(config, client, Optional.empty(), time, emitter, () -> false),
        time,
        emitter,
        new CredentialKeeper.Followers() {
          @Override
          public void renewed(Identity identity) {
            followed.add("renewed");
          }

          @Override
          public void rebound(Identity identity) {
            followed.add("rebound");
          }

          @Override
          public void realmChanged() {
            followed.add("realm");
          }
        });
  }

  Identity start() {
    keeper.adopt(keeper.register(Optional.empty()).join());
    return keeper.identity();
  }

  List<Hook> credentialHooks() {
    return hooks.stream()
        .map(RecordedHook::hook)
        .filter(hook -> hook == Hook.CREDENTIAL_EXPIRING || hook == Hook.CREDENTIAL_RENEWED)
        .toList();
  }

  long count(Hook hook) {
    return hooks.stream().filter(seen -> seen.hook() == hook).count();
  }
}
