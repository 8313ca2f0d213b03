package dev.actr.scenario;

import jakarta.enterprise.context.RequestScoped;
import java.util.concurrent.atomic.AtomicLong;

/** Another one in each request. */
@RequestScoped
public class RequestNumber {

  private static final AtomicLong COUNT = new AtomicLong();

  private final long number = COUNT.incrementAndGet();

  public long number() {
    return number;
  }
}
