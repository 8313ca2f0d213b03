package dev.actr.sctp;

/** Fragments by TSN. Those it holds lie within {@link TsnBits#CAPACITY} of each other. */
final class FragmentRing {

  private Fragment[] ring = new Fragment[64];

  Fragment get(int tsn) {
    return ring[tsn & ring.length - 1];
  }

  Fragment remove(int tsn) {
    int slot = tsn & ring.length - 1;
    Fragment fragment = ring[slot];
    ring[slot] = null;
    return fragment;
  }

  /**
   * Adds a fragment and joins it with those beside it.
   *
   * @param cumulative before all that are held
   */
  void put(int tsn, Fragment fragment, int cumulative) {
    while (tsn - cumulative >= ring.length - 1) {
      grow(cumulative);
    }
    ring[tsn & ring.length - 1] = fragment;
    Fragment before = tsn - 1 == cumulative ? null : get(tsn - 1);
    Fragment after = get(tsn + 1);
    int first = before != null && before.continuesWith(fragment) ? before.runFirst : tsn;
    int last = after != null && fragment.continuesWith(after) ? after.runLast : tsn;
    fragment.runFirst = first;
    fragment.runLast = last;
    get(first).runLast = last;
    get(last).runFirst = first;
  }

  private void grow(int cumulative) {
    Fragment[] larger = new Fragment[ring.length * 2];
    for (int tsn = cumulative + 1; tsn - cumulative < ring.length; tsn++) {
      larger[tsn & larger.length - 1] = get(tsn);
    }
    ring = larger;
  }
}
