package dev.actr.cdi;

import dev.actr.event.OfActor;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.build.compatible.spi.BeanInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The beans that are a {@code HostHandler}, found by the build of an application. */
final class BuildTimeHandlers {

  private static final String QUARKUS_DEFAULT = "io.quarkus.arc.DefaultBean";

  private final List<HostHandlerRules.Handler<BeanInfo>> handlers = new ArrayList<>();

  void handler(BeanInfo bean) {
    handlers.add(
        new HostHandlerRules.Handler<>(
            bean,
            bean.declaringClass().name(),
            bean.qualifiers().stream()
                .filter(qualifier -> qualifier.name().equals(OfActor.class.getName()))
                .map(qualifier -> LangModel.text(qualifier, "value"))
                .collect(Collectors.toSet()),
            bean.qualifiers().stream().anyMatch(q -> q.name().equals(Default.class.getName()))));
  }

  /** What is wrong with them in an application with these actors. */
  List<String> problems(Collection<String> actors) {
    return HostHandlerRules.problems(handlers, actors, BuildTimeHandlers::isAmbiguous);
  }

  /** Of several beans, CDI takes the one alternative that has the highest priority. */
  private static boolean isAmbiguous(Set<BeanInfo> beans) {
    List<Integer> alternatives =
        beans.stream()
            .filter(BeanInfo::isAlternative)
            .map(bean -> Objects.requireNonNullElse(bean.priority(), 0))
            .sorted()
            .toList();
    if (alternatives.isEmpty()) {
      return beans.stream().filter(bean -> !yields(bean)).count() > 1;
    }
    int last = alternatives.size() - 1;
    return last > 0 && alternatives.get(last).equals(alternatives.get(last - 1));
  }

  private static boolean yields(BeanInfo bean) {
    return bean.declaringClass().hasAnnotation(a -> a.name().equals(QUARKUS_DEFAULT));
  }
}
