package dev.actr.node;

import dev.actr.ActrId;
import dev.actr.identity.Acl;
import dev.actr.net.LogBudget;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Decides by a node's rules whether a caller is admitted, counts what it denies, and logs each
 * peer's first decision. Thread-safe.
 */
final class AccessRules implements Predicate<ActrId> {

  /** Decisions kept; when there are more callers they are made, and logged, again. */
  static final int MAX_DECISIONS = 4096;

  private static final int LINES_PER_MINUTE = 60;

  private final String actor;
  private final Optional<Acl> acl;
  private final Map<ActrId, Boolean> decisions = new ConcurrentHashMap<>();
  private final LongAdder denied = new LongAdder();
  private final LogBudget lines = new LogBudget(LINES_PER_MINUTE);

  AccessRules(String actor, Optional<Acl> acl) {
    this.actor = actor;
    this.acl = acl;
  }

  @Override
  public boolean test(ActrId caller) {
    if (acl.isEmpty()) {
      return true;
    }
    Boolean known = decisions.get(caller);
    boolean permitted = known != null ? known : decide(caller);
    if (!permitted) {
      denied.increment();
    }
    return permitted;
  }

  private boolean decide(ActrId caller) {
    boolean permitted = acl.get().permits(caller);
    if (decisions.size() >= MAX_DECISIONS) {
      decisions.clear();
    }
    if (decisions.putIfAbsent(caller, permitted) == null) {
      if (permitted) {
        NodeLog.LOG.debugf("actor=%s admits caller=%s by its access rules", actor, caller);
      } else {
        lines.spend(before -> NodeLog.LOG.denied(actor, caller, before));
      }
    }
    return permitted;
  }

  /** Callers whose decision is kept. */
  int remembered() {
    return decisions.size();
  }

  /** Requests and messages that were not admitted. */
  long denied() {
    return denied.sum();
  }
}
