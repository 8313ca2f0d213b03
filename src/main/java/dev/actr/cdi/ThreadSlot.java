package dev.actr.cdi;

/**
 * What the current thread is at. Setting and clearing it cost what reading does, unlike those of a
 * {@link ThreadLocal}. What stays with a thread that ends up without a value is an array of the
 * JDK's, which keeps no application's class loader.
 *
 * @param <T> the value
 */
final class ThreadSlot<T> {

  private final ThreadLocal<Object[]> slots = ThreadLocal.withInitial(() -> new Object[1]);

  /** Sets the value, null for none; returns the one before. */
  T swap(T value) {
    Object[] slot = slots.get();
    @SuppressWarnings("unchecked") // Nothing else is put there.
    T before = (T) slot[0];
    slot[0] = value;
    return before;
  }

  /** The value; null if there is none. */
  @SuppressWarnings("unchecked") // As above.
  T get() {
    return (T) slots.get()[0];
  }
}
