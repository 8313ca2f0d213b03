package dev.actr.app;

import dev.actr.Actor;
import dev.actr.ActorContext;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.Scanner;

/**
 * An application in a process of its own, whose beans are those named by the arguments. It tells
 * when an actor is ready and when it stops, has its {@link Child} call whom its input says, and
 * runs until its input ends.
 */
public final class ChildApplication {

  private ChildApplication() {}

  public static void main(String[] beans) throws Exception {
    SeContainerInitializer initializer = SeContainerInitializer.newInstance();
    for (String bean : beans) {
      initializer.addBeanClasses(Class.forName(bean));
    }
    try (SeContainer container = initializer.initialize();
        Scanner input = new Scanner(System.in)) {
      while (input.hasNextLine()) {
        String[] type = input.nextLine().split(" ", 2);
        System.out.println("reply " + container.select(Child.class).get().call(type[0], type[1]));
      }
    }
    System.out.println("closed");
  }

  abstract static class Telling extends Neighbour {

    @Override
    public void onReady(ActorContext context) throws Exception {
      super.onReady(context);
      System.out.println(context.node().actor() + " ready " + context.selfId());
    }

    @Override
    public void onStop(ActorContext context) {
      System.out.println(context.node().actor() + " stop");
    }
  }

  @Actor("acme:Child:1.0.0")
  static class Child extends Telling {}

  @Actor("acme:Sibling:1.0.0")
  static class Sibling extends Telling {}
}
