package dev.actr;

/**
 * The mailbox has filled up to its threshold.
 *
 * @param queueLength messages waiting, those being handled not counted
 * @param threshold the configured threshold
 */
public record BackpressureEvent(int queueLength, int threshold) {}
