package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.HostHandler;
import dev.actr.Workload;
import dev.actr.mailbox.DeadLetters;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxStats;
import dev.actr.node.ActorNode;
import dev.actr.node.NodeEnvironment;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanContainer;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Runs the nodes of the application's actors: they start when the application has started and stop
 * before it ends. Injectable, to start those with {@code actr.auto-start=false} and to look at
 * their mailboxes.
 */
@ApplicationScoped
public class NodeManager {

  /** What stopping takes besides waiting for requests in flight. */
  private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

  // Static injection points: Quarkus removes beans that are only looked up.
  @Inject @Any Instance<Workload> workloads;
  @Inject @Any Instance<HostHandler> hostHandlers;
  @Inject Instance<RemoteClients> remoteClients;
  @Inject @Any Instance<DataSource> dataSources;
  @Inject Instance<ObserverGuard> guards;
  @Inject BeanContainer beans;
  @Inject EventBridges bridges;
  @Inject ActorInvocations invocations;

  private volatile Map<String, ManagedNode> nodes = Map.of();
  private volatile boolean created;
  private boolean stopped;
  private volatile NodeResources resources;

  /** Called by the container. */
  public NodeManager() {}

  /** After the application's own observers, as actors may need what those set up. */
  void onStartup(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) Startup event) {
    create();
    nodes.values().stream().filter(n -> n.settings().autoStart()).forEach(ManagedNode::start);
  }

  /** Before the application's own observers, as actors may still need what those tear down. */
  void onShutdown(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) Shutdown event) {
    stop();
  }

  /** Not every container tells of its shutdown. */
  @PreDestroy
  void onDestroy() {
    stop();
  }

  /**
   * Starts the nodes that have not been started yet, without waiting for them. A node that fails is
   * logged.
   */
  public void start() {
    create();
    nodes.values().forEach(ManagedNode::start);
  }

  /**
   * Stops all nodes for good and waits for them, at most for their {@code actr.shutdown.timeout}
   * and some seconds. The container does this; calling it again does nothing.
   */
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    if (resources != null) {
      if (!nodes.isEmpty()) {
        resources.beginStop();
        stopNodes();
      }
      resources.close();
    }
  }

  /**
   * What peers have sent to an actor and is not handled any more: to be listed, replayed or
   * dropped. To be asked for again after the actor was stopped and started.
   *
   * @param actor the actor's name
   * @return not null
   * @throws IllegalArgumentException if the application has no such actor
   * @throws dev.actr.ActrException of kind {@link dev.actr.ErrorKind#UNAVAILABLE} while the actor's
   *     node does not run
   */
  public DeadLetters deadLetters(String actor) {
    return running(actor).deadLetters();
  }

  /**
   * How much is in an actor's mailbox. What the application sends to its own actor is not counted.
   * Costs next to nothing.
   *
   * @param actor the actor's name
   * @return what is in it at this moment, not null; of a database that replicas share, what is this
   *     application's, but the dead letters of all
   * @throws IllegalArgumentException if the application has no such actor
   * @throws dev.actr.ActrException of kind {@link dev.actr.ErrorKind#UNAVAILABLE} while the actor's
   *     node does not run
   */
  public MailboxStats mailboxStats(String actor) {
    return running(actor).mailboxStats();
  }

  private ActorNode running(String actor) {
    return managed(actor)
        .node()
        .orElseThrow(
            () -> new ActrException(ErrorKind.UNAVAILABLE, "actor " + actor + " does not run"));
  }

  /**
   * How many requests and messages of peers an actor's access rules have not admitted since it was
   * started.
   *
   * @param actor the actor's name
   * @return 0 for an actor without rules
   * @throws IllegalArgumentException if the application has no such actor
   * @throws dev.actr.ActrException of kind {@link dev.actr.ErrorKind#UNAVAILABLE} before the
   *     application has started
   */
  public long deniedRequests(String actor) {
    return managed(actor).node().map(ActorNode::deniedRequests).orElse(0L);
  }

  private ManagedNode managed(String actor) {
    ManagedNode node = nodes.get(actor);
    if (node == null) {
      if (!created) {
        throw new ActrException(
            ErrorKind.UNAVAILABLE, "actor " + actor + " does not run: the application is starting");
      }
      throw new IllegalArgumentException(
          "the application has no actor '" + actor + "', only " + nodes.keySet());
    }
    return node;
  }

  private void stopNodes() {
    Map<String, CompletableFuture<Void>> stops = new TreeMap<>();
    nodes.forEach((name, node) -> stops.put(name, node.stop()));
    Duration limit =
        nodes.values().stream()
            .map(node -> node.settings().node().shutdownTimeout())
            .max(Comparator.naturalOrder())
            .orElseThrow()
            .plus(STOP_MARGIN);
    try {
      CompletableFuture.allOf(stops.values().toArray(CompletableFuture[]::new))
          .get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      stops.values().removeIf(CompletableFuture::isDone);
      LOG.stopTimedOut(limit, stops.keySet());
    } catch (ExecutionException e) {
      LOG.debugf(e, "A node failed to stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the nodes, once, on a thread of the container. */
  private synchronized void create() {
    if (created || stopped) {
      return;
    }
    ActorRules rules = new ActorRules();
    Map<String, Instance.Handle<Workload>> handles = new HashMap<>();
    for (Instance.Handle<Workload> handle : workloads.handles()) {
      ActorBeans.candidate(handle.getBean())
          .ifPresent(
              candidate -> {
                rules.bean(candidate);
                handles.put(candidate.beanClass(), handle);
              });
    }
    Collection<ActorBean> actors = rules.actors().values();
    if (guards.isUnsatisfied()) {
      handles.values().forEach(handle -> checkProxy(handle, rules));
      checkDeployment(rules);
    }
    if (!actors.isEmpty()) {
      resources = new NodeResources();
      try {
        nodes = nodes(actors, handles);
      } catch (RuntimeException | Error e) {
        // The deployment fails, and not every container destroys its beans then.
        resources.close();
        resources = null;
        throw e;
      }
    }
    created = true;
  }

  private static void checkProxy(Instance.Handle<Workload> handle, ActorRules rules) {
    boolean proxied = handle.getBean().getScope() == ApplicationScoped.class;
    if (proxied && !ActorBeans.isProxyable(handle.getBean(), handle::get)) {
      rules.notProxyable(handle.getBean().getBeanClass().getName());
    }
  }

  /** What the portable extension has done where there is one. */
  private void checkDeployment(ActorRules rules) {
    List<String> problems = new ArrayList<>(rules.problems());
    problems.addAll(HostHandlers.problems(beans, rules.actors().keySet()));
    problems.addAll(ActorConfigReader.check(rules.actors().values()));
    if (!problems.isEmpty()) {
      throw LOG.notDeployable(problems.size(), String.join(System.lineSeparator(), problems));
    }
  }

  private Map<String, ManagedNode> nodes(
      Collection<ActorBean> actors, Map<String, Instance.Handle<Workload>> handles) {
    ActorConfigReader reader = new ActorConfigReader(ConfigProvider.getConfig());
    Optional<DevServerConfig.Urls> devServer =
        reader.devServer(actors).map(resources::startDevServer);
    Map<String, ManagedNode> made = new TreeMap<>();
    for (ActorSettings settings : reader.actors(actors, devServer)) {
      ActorBean actor = settings.actor();
      Workload workload = handles.get(actor.beanClass()).get();
      // A database that is not there is a mistake in the configuration.
      Callable<Mailbox> mailbox = MailboxFactory.of(settings.mailbox(), dataSources);
      made.put(actor.name(), new ManagedNode(settings, () -> node(settings, workload, mailbox)));
    }
    return Collections.unmodifiableMap(made);
  }

  private ActorNode node(ActorSettings settings, Workload workload, Callable<Mailbox> mailbox) {
    NodeResources.Secured secured = resources.secured(settings.tls());
    NodeEnvironment environment =
        new NodeEnvironment(
            resources.executor(),
            resources.loops(),
            secured.http(),
            secured.tls(),
            invocations.scope(),
            bridges.create(settings.actor(), workload, resources.executor()),
            mailbox,
            HostHandlers.find(hostHandlers, settings.actor().name()));
    return new ActorNode(settings.node(), workload, environment);
  }

  /** The actors' nodes, by name; none before the application has started. */
  Map<String, ManagedNode> nodes() {
    return nodes;
  }

  /** Whether the threads that move bytes make progress. */
  boolean isIoProgressing() {
    NodeResources shared = resources;
    return shared == null || shared.loops().isProgressing();
  }

  /** Whether there are nodes, for those actors that there are. */
  boolean isCreated() {
    return created;
  }
}
