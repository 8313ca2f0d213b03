package dev.actr;

/** The name an actor has by its class, where nothing else tells it. */
final class ActorNames {

  private ActorNames() {}

  /** The name of the nearest {@code @Actor} class at or above; containers hand out subclasses. */
  static String of(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      Actor actor = c.getDeclaredAnnotation(Actor.class);
      if (actor != null) {
        return actor.name().isEmpty() ? decapitalize(c.getSimpleName()) : actor.name();
      }
    }
    return decapitalize(type.getSimpleName());
  }

  private static String decapitalize(String name) {
    return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
