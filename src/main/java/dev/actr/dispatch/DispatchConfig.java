package dev.actr.dispatch;

/**
 * How one actor's requests wait and run.
 *
 * @param concurrency how many requests with different conflict keys are handled at a time; with 1,
 *     all are handled one after the other, as if no method declared a key
 * @param queue how many requests are taken from the mailbox ahead of their turn, those being
 *     handled included
 * @param capacity how many requests may wait before the transport stops reading
 * @param backpressureThreshold how many requests may wait before the actor is told
 * @param shared whether other processes handle messages of the same mailbox
 */
public record DispatchConfig(
    int concurrency, int queue, int capacity, int backpressureThreshold, boolean shared) {}
