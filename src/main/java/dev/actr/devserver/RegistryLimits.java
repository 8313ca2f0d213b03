package dev.actr.devserver;

/**
 * What clients may make a server keep.
 *
 * @param registrations actors at a time
 * @param bytes of all their registrations together
 * @param subscriptions of all actors together
 * @param subscriptionsOfOne of one actor
 */
record RegistryLimits(int registrations, long bytes, int subscriptions, int subscriptionsOfOne) {

  static final RegistryLimits DEFAULT =
      new RegistryLimits(100_000, 256L * 1024 * 1024, 100_000, 256);
}
