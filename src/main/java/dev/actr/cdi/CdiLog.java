package dev.actr.cdi;

import dev.actr.ActrType;
import dev.actr.node.Hook;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What the container side says: 100 to 129 problems of a deployment, then what is logged. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface CdiLog extends BasicLogger {

  CdiLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), CdiLog.class, "dev.actr.cdi");

  @Message(id = 100, value = "The actors cannot be deployed, %s problem(s):%n%s")
  DeploymentException notDeployable(int count, String problems);

  @Message(
      id = 101,
      value =
          "%s has @Actor but is not a dev.actr.Workload: implement it, as a rule through the"
              + " generated handler interface of the service")
  String notWorkload(String beanClass);

  @Message(
      id = 102,
      value =
          "the actor name '%s' is used by %s: give all but one of them a name of its own with"
              + " @Actor(name = ...)")
  String duplicateName(String name, Collection<String> beanClasses);

  @Message(
      id = 103,
      value = "@Actor(\"%s\") of %s: %s; a type that is in order is acme:EchoService:1.0.0")
  String badType(String type, String beanClass, String reason);

  @Message(
      id = 104,
      value =
          "the actor name '%s' of %s cannot stand in a configuration key: set @Actor(name = ...)"
              + " to a name of the letters a to z and A to Z, digits, '_' and '-'")
  String badName(String name, String beanClass);

  @Message(
      id = 105,
      value =
          "%s has @Actor and the scope @%s: an actor is application scoped; remove the scope"
              + " annotation")
  String badScope(String beanClass, String scope);

  @Message(
      id = 106,
      value =
          "%s has @Actor but cannot be a bean, because it is %s: put @Actor on a class that can")
  String notBean(String beanClass, String reason);

  @Message(
      id = 107,
      value =
          "%s has @Actor but its bean types leave out dev.actr.Workload: add Workload.class to"
              + " @Typed")
  String workloadNotTyped(String beanClass);

  @Message(
      id = 108,
      value =
          "%s has the stereotype @%s, which has @Actor: put @Actor on the class itself, as each"
              + " actor has a type and a name of its own")
  String actorOnStereotype(String beanClass, String stereotype);

  @Message(
      id = 109,
      value =
          "the HostHandler %s is @OfActor(\"%s\"), but the application has no such actor; it has"
              + " %s")
  String handlerOfUnknownActor(String beanClass, String actor, Collection<String> actors);

  @Message(
      id = 110,
      value =
          "more than one HostHandler serves %s: %s; qualify each with the @OfActor of another"
              + " actor, or remove all but one")
  String ambiguousHandler(String actor, Collection<String> beanClasses);

  @Message(
      id = 111,
      value =
          "configuration key %s is not set for the actor(s) %s: set it (%s), or for one actor"
              + " alone set %s")
  String missingKey(String key, Collection<String> actors, String meaning, String actorKey);

  @Message(id = 112, value = "configuration key %s is %s: %s")
  String badValue(String key, String value, String reason);

  @Message(
      id = 113,
      value =
          "the reconnect delays of the actor %s contradict each other: %s is %s, more than %s,"
              + " which is %s; lower the first or raise the second")
  String badDelays(String actor, String initialKey, Duration initial, String maxKey, Duration max);

  @Message(
      id = 114,
      value =
          "the access rules %s[...] have the numbers %s: number them from 0 without a gap, so that"
              + " none is lost")
  String badRuleNumbers(String key, Collection<Integer> numbers);

  @Message(id = 115, value = "configuration key %s is not set: rule %s of %s needs it; set it (%s)")
  String incompleteRule(String key, int number, String list, String meaning);

  @Message(
      id = 150,
      value =
          "the actor %s is to use relays alone, by the configuration key %s, and has none: set %s")
  String nothingRelays(String actor, String key, String serversKey);

  @Message(
      id = 151,
      value =
          "the configuration cannot list its keys, so that access rules could be lost: %s; correct"
              + " the key that is meant")
  String keysNotListed(String reason);

  @Message(
      id = 116,
      value =
          "the actors %s and %s would both listen on port %s: set %s to another port, or to 0 for"
              + " any free one")
  String samePort(String first, String second, int port, String key);

  @Message(
      id = 117,
      value = "configuration key %s is not known and could hide an access rule: did you mean %s?")
  String unknownRuleKey(String key, String nearest);

  @Message(
      id = 118,
      value =
          "%s has @Actor but the container cannot make a proxy of it: the class and its methods"
              + " must not be final, and it needs a constructor without parameters that is not"
              + " private")
  String notProxyable(String beanClass);

  @Message(
      id = 140,
      value =
          "%s has @Remote but is of type %s: inject a generated client, a class that implements"
              + " dev.actr.ServiceClient and has a public constructor with a RemoteCaller")
  String noClient(String where, String type);

  @Message(id = 141, value = "%s has a bad @Remote: %s")
  String badRemoteType(String where, String reason);

  @Message(
      id = 142,
      value =
          "%s does not say which actor makes the calls: name one in @Remote(from = ...); the"
              + " application has %s")
  String ambiguousCaller(String where, Collection<String> actors);

  @Message(
      id = 143,
      value = "%s has @Remote(from = \"%s\"), but the application has no such actor; it has %s")
  String unknownCaller(String where, String from, Collection<String> actors);

  @Message(id = 144, value = "configuration key %s: %s cannot be used: %s")
  String badPackageFile(String key, Path file, String reason);

  @Message(
      id = 145,
      value =
          "configuration key %s names the package of the actor type %s, but the actor is @Actor"
              + "(\"%s\") (%s): have both of one type")
  String packageOfAnotherActor(String key, ActrType packaged, ActrType declared, String beanClass);

  @Message(
      id = 146,
      value = "configuration key %s names a package, and to read its manifest takes %s: add it")
  String noManifestReader(String key, String library);

  @Message(id = 147, value = "configuration key %s needs %s, which is not set: set it (%s)")
  String incompletePackage(String key, String needed, String meaning);

  @Message(id = 160, value = "configuration key %s: %s")
  String badTlsFile(String key, String reason);

  @Message(id = 161, value = "configuration key %s needs %s, which is not set: set it (%s)")
  String incompleteTls(String key, String needed, String meaning);

  @Message(id = 162, value = "configuration keys %s and %s exclude each other: set one of them")
  String exclusiveKeys(String key, String other);

  @Message(
      id = 165,
      value =
          "configuration key %s: the mailbox of the actor %s cannot be kept in %s: %s; set it to a"
              + " folder that can be written, or %s=memory if requests need not survive the"
              + " process")
  String badMailboxFolder(
      String key, String actor, Path folder, String reason, String durabilityKey);

  @Message(
      id = 166,
      value =
          "The data source '%s' of the configuration key %s for the mailbox of the actor %s is not"
              + " there: %s; set it to the JNDI name of one that the container has, or to the name"
              + " of a bean")
  DeploymentException noDataSource(
      String name, String key, String actor, String reason, @Cause Throwable failure);

  @Message(
      id = 167,
      value =
          "No JDBC driver takes the URL of the configuration key %s for the mailbox of the actor"
              + " %s: add that of your database to the application")
  DeploymentException noDriver(String key, String actor, @Cause Throwable failure);

  @Message(id = 163, value = "%s")
  DeploymentException tlsFailed(String reason, @Cause Throwable failure);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 164,
      value =
          "TLS does not verify host names, as actr.tls.hostname-verification=false: whoever has any"
              + " trusted certificate can pose as any server; not for production")
  void hostnamesNotVerified();

  @LogMessage(level = Level.WARN)
  @Message(id = 120, value = "Configuration key %s is not known and ignored: did you mean %s?")
  void unknownKey(String key, String nearest);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 121,
      value = "Configuration keys %s are ignored: the application has no actor '%s', only %s")
  void unknownActorKeys(String keys, String actor, Collection<String> actors);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 122,
      value =
          "An observer of %s waits for events @OfActor(\"%s\"), but the application has no such"
              + " actor; it has %s")
  void observerOfUnknownActor(String beanClass, String actor, Collection<String> actors);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 168,
      value =
          "Actor %s: %s is %d, and peers are not read from beyond %s, which is %d:"
              + " onMailboxBackpressure may never be called; lower the first or raise the second")
  void thresholdAboveCapacity(
      String actor, String thresholdKey, int threshold, String capacityKey, int capacity);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 169,
      value =
          "Actor %s: %s is ignored, for %s has its mailbox kept in a database, where it survives"
              + " what the database survives; remove one of the two")
  void durabilityIgnored(String actor, String durabilityKey, String databaseKey);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 135,
      value =
          "Actor %s: %d messages and %d dead letters are left in %s from when its mailbox was kept"
              + " there, and are not delivered now; to have them handled %s and start again, or"
              + " delete the folder")
  void mailboxLeft(String actor, long messages, long deadLetters, Path folder, String remedy);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 136,
      value =
          "Actor %s: %s has files of a mailbox, which is kept elsewhere now, and they cannot be"
              + " read: %s; if messages of this actor are left in them, to have them handled %s and"
              + " start again")
  void mailboxLeftUnread(String actor, Path folder, String reason, String remedy);

  @LogMessage(level = Level.ERROR)
  @Message(id = 130, value = "Actor %s failed to start: %s")
  void startFailed(String actor, String reason, @Cause Throwable failure);

  @LogMessage(level = Level.ERROR)
  @Message(id = 131, value = "Actor %s: hook %s failed in %s")
  void hookFailed(String actor, Hook hook, String receiver, @Cause Throwable failure);

  @LogMessage(level = Level.ERROR)
  @Message(id = 132, value = "Actor %s: hook %s could not be handed to its asynchronous observers")
  void asyncDeliveryFailed(String actor, Hook hook, @Cause Throwable failure);

  @LogMessage(level = Level.WARN)
  @Message(id = 133, value = "These actors have not stopped within %s: %s")
  void stopTimedOut(Duration limit, Collection<String> actors);

  @Message(
      id = 134,
      value =
          "The development server cannot listen on %s port %d: set actr.devserver.host and"
              + " actr.devserver.port to a free address, or actr.devserver.enabled=false and the"
              + " URLs of a server that runs already")
  DeploymentException devServerFailed(String host, int port, @Cause Throwable failure);
}
