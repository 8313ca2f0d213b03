package dev.actr.webrtc.ice;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Which of the pairs that work is used (RFC 8445, section 8.1). The controlling side nominates one,
 * regularly and once; the other side uses what it is told. Confined to the event loop.
 */
final class Nomination {

  private static final long BETTER_PAIR_MILLIS = 100;

  /** A check of the direct way may have been lost: it is sent again after 500 ms, and answered. */
  private static final long BETTER_THAN_RELAY_MILLIS = 1000;

  private final EventLoop loop;
  private final CheckList.Owner owner;
  private final List<CandidatePair> pairs;
  private final List<LocalCandidate> locals;
  private final Consumer<CandidatePair> nominate;
  private ScheduledFuture<?> patience;
  private boolean patient = true;
  private CandidatePair nominating;
  private CandidatePair nominated;

  /**
   * Nothing nominated yet.
   *
   * @param pairs those of the session
   * @param locals this side's candidates
   * @param nominate has a pair checked once more, and the peer told to use it
   */
  Nomination(
      EventLoop loop,
      CheckList.Owner owner,
      List<CandidatePair> pairs,
      List<LocalCandidate> locals,
      Consumer<CandidatePair> nominate) {
    this.loop = loop;
    this.owner = owner;
    this.pairs = pairs;
    this.locals = locals;
    this.nominate = nominate;
  }

  /** The pair that is used. */
  Optional<CandidatePair> pair() {
    return Optional.ofNullable(nominated);
  }

  boolean isOf(CandidatePair pair) {
    return pair == nominated;
  }

  /** Nominates the best pair that works, unless a better one may follow soon. */
  void consider() {
    if (!owner.controlling() || nominated != null || nominating != null) {
      return;
    }
    CandidatePair best =
        pairs.stream()
            .filter(pair -> pair.state == CandidatePair.State.SUCCEEDED)
            .max(byPriority())
            .orElse(null);
    if (best == null) {
      return;
    }
    boolean relayed = best.describe().relayed();
    if (patient && (isBetterUnderway(best) || relayed && mayBeDirect())) {
      if (patience == null) {
        patience =
            loop.schedule(
                this::stopWaiting,
                relayed ? BETTER_THAN_RELAY_MILLIS : BETTER_PAIR_MILLIS,
                TimeUnit.MILLISECONDS);
      }
      return;
    }
    nominating = best;
    nominate.accept(best);
  }

  private Comparator<CandidatePair> byPriority() {
    return CandidatePair.byPriority(owner.controlling());
  }

  private boolean isBetterUnderway(CandidatePair best) {
    return pairs.stream()
        .filter(
            pair ->
                pair.state == CandidatePair.State.WAITING
                    || pair.state == CandidatePair.State.IN_PROGRESS)
        .anyMatch(pair -> byPriority().compare(pair, best) > 0);
  }

  /** Addresses of the peer that are not a relay's may yet come. */
  private boolean mayBeDirect() {
    return locals.stream().anyMatch(candidate -> candidate.type() != CandidateType.RELAYED);
  }

  private void stopWaiting() {
    patient = false;
    consider();
  }

  /** What was nominated is not; another may be. */
  void withdraw() {
    nominating = null;
  }

  /** Has a pair used that both sides know to work, unless there is a better one. */
  void use(CandidatePair pair) {
    boolean better =
        nominated == null
            || nominated.state == CandidatePair.State.FAILED
            || byPriority().compare(pair, nominated) > 0;
    if (better) {
      nominated = pair;
      owner.onNominated(pair);
    }
  }

  void close() {
    if (patience != null) {
      patience.cancel(false);
    }
  }
}
