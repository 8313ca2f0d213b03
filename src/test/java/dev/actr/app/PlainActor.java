package dev.actr.app;

import dev.actr.ActorContext;

/** Answers each message with the same message, and calls others for a test once it is ready. */
abstract class PlainActor implements EchoHandler {

  private volatile ActorContext context;

  @Override
  public void onReady(ActorContext context) throws Exception {
    this.context = context;
  }

  @Override
  public String echo(String message, ActorContext context) throws Exception {
    return message;
  }

  /** Has an actor of this type answer. */
  String call(String type, String message) {
    return EchoHandler.call(context, type, message);
  }
}
