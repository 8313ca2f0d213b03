package dev.actr.devserver;

import dev.actr.ActrId;
import java.util.Comparator;

/** Which of two peers offers and which answers. */
final class RoleDecision {

  private static final Comparator<ActrId> ORDER =
      Comparator.comparing((ActrId id) -> id.realm().id())
          .thenComparing(ActrId::serialNumber, Long::compareUnsigned)
          .thenComparing(id -> id.type().manufacturer())
          .thenComparing(id -> id.type().name());

  private RoleDecision() {}

  /**
   * Decides; asked the other way round it decides the opposite, as long as the ids differ.
   *
   * @param from one peer
   * @param fromAnswers whether it wants to answer only
   * @param to the other
   * @param toAnswers whether that one does
   * @return whether {@code from} offers
   */
  static boolean offers(ActrId from, boolean fromAnswers, ActrId to, boolean toAnswers) {
    return fromAnswers == toAnswers ? ORDER.compare(from, to) > 0 : toAnswers;
  }
}
