package dev.actr;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Makes a bean a node of the network: it is started when the application has started and stopped
 * before its contexts end. The bean implements {@link Workload}; it is application scoped.
 */
@Documented
@Stereotype
@ApplicationScoped
@Target(TYPE)
@Retention(RUNTIME)
public @interface Actor {

  /** The type it registers under, {@code manufacturer:name:version}: see {@link ActrType}. */
  String value();

  /**
   * The actor's name in configuration, events, logs and health; by default the name of the class
   * with its first letter in lower case. Unique within the application.
   */
  String name() default "";
}
