package dev.actr.bench;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one fork measured.
 *
 * @param time of an operation
 * @param allocated bytes per operation
 */
record Measured(double time, double allocated) {

  static Measured of(RunResult result) {
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Measured(
        result.getPrimaryResult().getScore(),
        allocated == null ? Double.NaN : allocated.getScore());
  }

  Measured dividedBy(Measured baseline) {
    return new Measured(time / baseline.time, allocated / baseline.allocated);
  }
}
