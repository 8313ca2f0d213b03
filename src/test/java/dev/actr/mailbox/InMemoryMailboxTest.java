package dev.actr.mailbox;

import java.time.Clock;

class InMemoryMailboxTest extends MailboxContract {

  @Override
  protected Mailbox open(MailboxLimits limits, Clock clock) {
    return new InMemoryMailbox("echo", limits, clock);
  }
}
