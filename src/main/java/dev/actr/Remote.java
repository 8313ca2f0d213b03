package dev.actr;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Injects a generated client whose calls go to some live node of a type:
 *
 * <pre>{@code
 * @Inject @Remote("acme:EchoService:1.0.0") EchoServiceClient echo;
 * }</pre>
 *
 * <p>The node is discovered at the first call and kept for as long as it lives; then another one is
 * discovered. All clients of one class and with the same qualifier share the node. A call takes at
 * most {@code actr.call.timeout} of the actor that makes it, discovery included. Before that actor
 * has been registered, calls fail with {@link ErrorKind#CONNECTION_NOT_READY}.
 */
@Documented
@Qualifier
@Target({TYPE, METHOD, FIELD, PARAMETER})
@Retention(RUNTIME)
public @interface Remote {

  /** The type to call, {@code manufacturer:name:version}: see {@link ActrType}. */
  String value();

  /** The name of the actor that makes the calls; need not be given where there is only one. */
  String from() default "";

  /**
   * The qualifier as an object, for programmatic look-up of a client that is injected somewhere in
   * the application.
   */
  final class Literal extends AnnotationLiteral<Remote> implements Remote {

    private static final long serialVersionUID = 1L;

    private final String value;
    private final String from;

    private Literal(String value, String from) {
      this.value = value;
      this.from = from;
    }

    /**
     * The qualifier of a client.
     *
     * @param type the type to call, not null
     * @param from the actor that makes the calls; empty for the only one
     * @return the literal
     */
    public static Literal of(String type, String from) {
      return new Literal(type, from);
    }

    @Override
    public String value() {
      return value;
    }

    @Override
    public String from() {
      return from;
    }
  }
}
