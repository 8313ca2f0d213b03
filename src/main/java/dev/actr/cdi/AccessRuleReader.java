package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.ActrType;
import dev.actr.Realm;
import dev.actr.cdi.ConfigType.RuleRealm;
import dev.actr.identity.Acl;
import dev.actr.identity.AclRule;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the access rules of actors, none of which may be lost. */
final class AccessRuleReader {

  private final ConfigTexts texts;
  private final Consumer<String> problems;

  /** Null until they were asked for. */
  private List<String> ruleKeys;

  AccessRuleReader(ConfigTexts texts, Consumer<String> problems) {
    this.texts = texts;
    this.problems = problems;
  }

  /** The rules of the actor if it has any of its own, else those for all; the lists do not mix. */
  Optional<Acl> read(String actor, Realm own) {
    for (String prefix : List.of(ConfigKey.ACTORS + actor + '.', ConfigKey.PREFIX)) {
      SortedSet<Integer> numbers = ruleNumbers(prefix);
      if (!numbers.isEmpty()) {
        if (numbers.last() != numbers.size() - 1) {
          problems.accept(LOG.badRuleNumbers(prefix + "acl", numbers));
        }
        return Optional.of(new Acl(numbers.stream().flatMap(i -> rule(prefix, i, own)).toList()));
      }
    }
    return Optional.empty();
  }

  /** By name, and by asking for them: not every source can list what it has. */
  private SortedSet<Integer> ruleNumbers(String prefix) {
    SortedSet<Integer> numbers = new TreeSet<>();
    Pattern pattern = Pattern.compile(Pattern.quote(prefix) + "acl\\[(\\d{1,4})]\\..*");
    for (String name : ruleKeys()) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.matches()) {
        numbers.add(Integer.valueOf(matcher.group(1)));
      }
    }
    int next = 0;
    while (hasRule(prefix, next)) {
      numbers.add(next++);
    }
    return numbers;
  }

  /** The keys of access rules that sources list, asked for once. */
  private List<String> ruleKeys() {
    if (ruleKeys == null) {
      ruleKeys = texts.names(name -> name.startsWith(ConfigKey.PREFIX) && name.contains("acl["));
    }
    return ruleKeys;
  }

  private boolean hasRule(String prefix, int number) {
    return Stream.of(ConfigKeys.ACL_PERMISSION, ConfigKeys.ACL_TYPE, ConfigKeys.ACL_REALM)
        .anyMatch(key -> texts.text(prefix + key.at(number).name()).isPresent());
  }

  private Stream<AclRule> rule(String prefix, int number, Realm own) {
    Optional<Boolean> allow = rulePart(ConfigKeys.ACL_PERMISSION, prefix, number);
    Optional<ActrType> from = rulePart(ConfigKeys.ACL_TYPE, prefix, number);
    String realmKey = prefix + ConfigKeys.ACL_REALM.at(number).name();
    Optional<RuleRealm> realm =
        texts.parse(
            ConfigKeys.ACL_REALM,
            realmKey,
            texts.text(realmKey).orElseGet(ConfigKeys.ACL_REALM.fallback()::get));
    if (allow.isEmpty() || from.isEmpty() || realm.isEmpty()) {
      return Stream.empty();
    }
    Optional<Long> id =
        realm.get().any() ? Optional.empty() : Optional.of(realm.get().id().orElse(own).id());
    return Stream.of(new AclRule(allow.get(), from.get(), id));
  }

  private <T> Optional<T> rulePart(ConfigKey<T> key, String prefix, int number) {
    String name = prefix + key.at(number).name();
    Optional<String> text = texts.text(name);
    if (text.isEmpty()) {
      problems.accept(LOG.incompleteRule(name, number, prefix + "acl", key.meaning()));
    }
    return text.flatMap(value -> texts.parse(key, name, value));
  }
}
