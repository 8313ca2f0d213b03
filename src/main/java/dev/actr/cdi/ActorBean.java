package dev.actr.cdi;

import dev.actr.ActrType;

/**
 * A bean that is an actor, found to be in order.
 *
 * @param name the actor's name
 * @param type the type it registers under
 * @param beanClass the name of the bean's class
 */
record ActorBean(String name, ActrType type, String beanClass) {}
