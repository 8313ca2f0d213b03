package dev.actr.app;

import dev.actr.ActorContext;

/** Answers with its own name and the type of who asks. */
abstract class Neighbour extends PlainActor {

  @Override
  public String echo(String message, ActorContext context) {
    return context.node().actor()
        + " to "
        + context.callerId().orElseThrow().type().name()
        + ": "
        + message;
  }
}
