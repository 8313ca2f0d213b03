package dev.actr.node;

import dev.actr.ActrException;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.ServiceSpec;
import dev.actr.identity.AisClient;
import dev.actr.identity.Identity;
import dev.actr.net.Deadlines;
import dev.actr.signaling.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Registers a node, trying again for as long as the AIS may still accept it. */
final class Registration {

  /** Of one attempt, from its first byte to its last. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final NodeConfig config;
  private final AisClient ais;
  private final Optional<ServiceSpec> service;
  private final ScheduledExecutorService timer;
  private final HookEmitter hooks;
  private final BooleanSupplier stopping;

  Registration(
      NodeConfig config,
      AisClient ais,
      Optional<ServiceSpec> service,
      ScheduledExecutorService timer,
      HookEmitter hooks,
      BooleanSupplier stopping) {
    this.config = config;
    this.ais = ais;
    this.service = service;
    this.timer = timer;
    this.hooks = hooks;
    this.stopping = stopping;
  }

  /**
   * Registers.
   *
   * @param webSocketAddress where peers can connect to the node
   * @param insist whether even a refusal is not final, as for a node that has been accepted before
   * @return the identity; fails with an {@link ActrException} when refused, or when the node stops
   */
  CompletableFuture<Identity> run(Optional<String> webSocketAddress, boolean insist) {
    CompletableFuture<Identity> registered = new CompletableFuture<>();
    attempt(webSocketAddress, insist, 1, registered);
    return registered;
  }

  private void attempt(
      Optional<String> webSocketAddress,
      boolean insist,
      int attempt,
      CompletableFuture<Identity> registered) {
    if (stopping.getAsBoolean()) {
      registered.completeExceptionally(
          new ActrException(ErrorKind.UNAVAILABLE, "the node is being stopped"));
      return;
    }
    CompletableFuture<Identity> answer = send(webSocketAddress);
    Deadlines.set(
        timer,
        answer,
        TIMEOUT,
        () -> new ActrException(ErrorKind.UNAVAILABLE, "the AIS did not answer in time"));
    answer.whenComplete(
        (identity, failure) -> {
          if (failure == null) {
            registered.complete(identity);
            return;
          }
          ActrException reason = ActrException.of(failure);
          hooks.error(ErrorCategory.SIGNALING_FAILURE, reason, "registering with the AIS");
          if (!insist && isRefusal(reason)) {
            registered.completeExceptionally(reason);
            return;
          }
          long delay =
              new Backoff(config.reconnectInitialDelay(), config.reconnectMaxDelay())
                  .delayMillis(attempt);
          NodeLog.LOG.registrationFailed(config.name(), reason.getMessage(), delay);
          timer.schedule(
              () -> attempt(webSocketAddress, insist, attempt + 1, registered),
              delay,
              TimeUnit.MILLISECONDS);
        });
  }

  private CompletableFuture<Identity> send(Optional<String> webSocketAddress) {
    return config.signedPackage().isPresent()
        ? ais.register(
            config.signedPackage().get(),
            config.realm(),
            config.realmSecret(),
            webSocketAddress,
            config.acl(),
            service)
        : ais.register(
            config.type(),
            config.realm(),
            config.realmSecret(),
            webSocketAddress,
            config.acl(),
            service);
  }

  private static boolean isRefusal(ActrException reason) {
    return reason.kind() == ErrorKind.PERMISSION_DENIED
        || reason.kind() == ErrorKind.INVALID_ARGUMENT;
  }
}
