package dev.actr.cdi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.FieldAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;

/** What the library leaves alone, as one container or another does not have it right. */
@AnalyzeClasses(packages = "dev.actr", importOptions = ImportOption.DoNotIncludeTests.class)
class ContainerRulesTest {

  /** On OpenWebBeans primitive types are ambiguous then. */
  @ArchTest
  static final ArchRule configurationIsNotInjected =
      noFields().should().beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty");

  /** On Quarkus there is no container yet at this moment, and elsewhere several. */
  @ArchTest
  static final ArchRule startIsNotTheInitializationOfAScope =
      methods()
          .should(
              new ArchCondition<>("have no parameter that is told of it") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  boolean told =
                      method.getParameters().stream()
                          .anyMatch(p -> p.isAnnotatedWith(Initialized.class));
                  events.add(new SimpleConditionEvent(method, !told, method.getFullName()));
                }
              });

  /** Of a client proxy they are null. */
  @ArchTest
  static final ArchRule fieldsOfBeansAreTheirOwn =
      noClasses().should().accessFieldWhere(inAnotherBean());

  /** Such a dependency is not there in Quarkus, Helidon and SE. */
  @ArchTest
  static final ArchRule concurrencyIsNotNeeded =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.enterprise.concurrent..", "jakarta.websocket..");

  private static DescribedPredicate<JavaFieldAccess> inAnotherBean() {
    return new DescribedPredicate<>("the field is another bean's") {
      @Override
      public boolean test(JavaFieldAccess access) {
        FieldAccessTarget field = access.getTarget();
        JavaClass owner = field.getOwner();
        return owner.isAnnotatedWith(ApplicationScoped.class)
            && !access.getOriginOwner().equals(owner)
            && field.resolveMember().stream()
                .noneMatch(f -> f.getModifiers().contains(JavaModifier.STATIC));
      }
    };
  }
}
