package dev.actr.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The clock of the AIS, told from one of its answers, so that it does not matter by how much the
 * clock of this host is off. From there on time passes as the faster of this host's two clocks has
 * it: the monotonic one may stand still while the host sleeps, the other one may be set back.
 */
public final class ServerClock extends Clock {

  /** What an AIS grants unless it is configured otherwise. */
  private static final Duration USUAL_LIFETIME = Duration.ofHours(1);

  private final Clock local;
  private final LongSupplier nanos;
  private final Instant localStart;
  private final long nanosStart;
  private final Instant start;

  /** A clock that trusts the clock of this host, from now on. */
  ServerClock(Clock local, LongSupplier nanos) {
    this(local, nanos, local.instant(), nanos.getAsLong(), null);
  }

  private ServerClock(
      Clock local, LongSupplier nanos, Instant localStart, long nanosStart, Instant start) {
    this.local = local;
    this.nanos = nanos;
    this.localStart = localStart;
    this.nanosStart = nanosStart;
    this.start = start == null ? localStart : start;
  }

  /** As of a message the server has sent since this clock was made, and dated. */
  ServerClock dated(Instant date) {
    // The date has whole seconds; a clock that agrees with it knows more.
    Instant latest = date.plusSeconds(1);
    Instant told =
        localStart.isBefore(date) ? date : localStart.isAfter(latest) ? latest : localStart;
    return new ServerClock(local, nanos, localStart, nanosStart, told);
  }

  /** As of the issue of a credential, for a server that does not date what it sends. */
  ServerClock issuing(Instant expiry) {
    return start.isBefore(expiry)
        ? this
        : new ServerClock(local, nanos, localStart, nanosStart, expiry.minus(USUAL_LIFETIME));
  }

  /** What it told first. */
  Instant start() {
    return start;
  }

  /** The time by the monotonic clock alone, which nobody can set. */
  Instant monotonic() {
    return start.plusNanos(nanos.getAsLong() - nanosStart);
  }

  @Override
  public Instant instant() {
    Instant byLocal = start.plus(Duration.between(localStart, local.instant()));
    Instant byNanos = monotonic();
    return byLocal.isAfter(byNanos) ? byLocal : byNanos;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
