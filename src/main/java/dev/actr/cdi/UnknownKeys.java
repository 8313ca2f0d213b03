package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the keys below {@code actr.} that nothing reads: as a rule, misspelled ones. */
final class UnknownKeys {

  private final SortedSet<String> actors = new TreeSet<>();
  private final SortedSet<String> known = new TreeSet<>();
  private final Set<String> environment;

  /**
   * Knows the keys of these actors.
   *
   * @param actors their names
   * @param environment the names of the environment variables
   */
  UnknownKeys(Collection<String> actors, Set<String> environment) {
    this.actors.addAll(actors);
    this.environment = environment;
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      known.add(key.global());
      if (key.perActor()) {
        actors.forEach(actor -> known.add(key.of(actor)));
      }
    }
  }

  /**
   * Warns of unknown keys.
   *
   * @param names all keys there are
   * @return problems: unknown keys that look like access rules, which must not be lost silently
   */
  List<String> report(Iterable<String> names) {
    List<String> problems = new ArrayList<>();
    SortedMap<String, SortedSet<String>> ofUnknownActors = new TreeMap<>();
    for (String name : unknown(names)) {
      String actor = actorOf(name);
      int prefix =
          actor.isEmpty() ? ConfigKey.PREFIX.length() : (ConfigKey.ACTORS + actor).length() + 1;
      if (name.startsWith("acl", prefix)) {
        problems.add(LOG.unknownRuleKey(name, nearest(name)));
      } else if (actor.isEmpty() || actors.contains(actor)) {
        LOG.unknownKey(name, nearest(name));
      } else {
        ofUnknownActors.computeIfAbsent(actor, a -> new TreeSet<>()).add(name);
      }
    }
    ofUnknownActors.forEach(
        (actor, keys) -> LOG.unknownActorKeys(String.join(", ", keys), actor, actors));
    return problems;
  }

  private SortedSet<String> unknown(Iterable<String> names) {
    SortedSet<String> unknown = new TreeSet<>();
    for (String name : names) {
      if (name.startsWith(ConfigKey.PREFIX)) {
        String key = name.replaceAll("\\[\\d+]", "[i]");
        if (!known.contains(key) && !isVariable(name, key)) {
          unknown.add(name);
        }
      }
    }
    return unknown;
  }

  /** The actor a key is meant for; empty if for all. */
  private static String actorOf(String name) {
    if (!name.startsWith(ConfigKey.ACTORS)) {
      return "";
    }
    int start = ConfigKey.ACTORS.length();
    int dot = name.indexOf('.', start);
    return dot < 0 ? "" : name.substring(start, dot);
  }

  /**
   * Whether the name is a configuration source's guess at the key behind an environment variable.
   * It cannot know the case of letters, nor what the underscores stood for.
   */
  private boolean isVariable(String name, String key) {
    return environment.contains(variable(name))
        && known.stream().anyMatch(k -> variable(k).equals(variable(key)));
  }

  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  private String nearest(String name) {
    return known.stream().min(Comparator.comparingInt(k -> distance(k, name))).orElseThrow();
  }

  /** Levenshtein's: how many letters to insert, remove or replace. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
