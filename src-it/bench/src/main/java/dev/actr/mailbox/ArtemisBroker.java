package dev.actr.mailbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/**
 * An embedded ActiveMQ Artemis broker, in the same process and without sockets. Each sender has a
 * session; the consumer acknowledges all it could take at once in one transaction.
 */
final class ArtemisBroker implements Store {

  private static final SimpleString QUEUE = SimpleString.of("bench");
  private static final int AT_ONCE = 64;

  private record Sender(ClientSession session, ClientProducer producer) {}

  private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
  private final ServerLocator locator;
  private final ClientSessionFactory sessions;
  private final ClientSession consuming;
  private final ThreadLocal<Sender> senders = ThreadLocal.withInitial(this::sender);
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
  private final Thread consumer = new Thread(this::consume, "consumer");
  private volatile boolean closed;

  ArtemisBroker(Path directory) throws Exception {
    Configuration configuration =
        new ConfigurationImpl()
            .setPersistenceEnabled(true)
            .setSecurityEnabled(false)
            .setJournalType(JournalType.NIO)
            .setJournalSyncTransactional(true)
            .setJournalSyncNonTransactional(true)
            .setJournalDatasync(true)
            .setJournalDirectory(directory.resolve("journal").toString())
            .setBindingsDirectory(directory.resolve("bindings").toString())
            .setPagingDirectory(directory.resolve("paging").toString())
            .setLargeMessagesDirectory(directory.resolve("large").toString())
            .setMaxDiskUsage(100)
            .addAcceptorConfiguration("in-vm", "vm://0");
    broker.setConfiguration(configuration).start();
    locator =
        ActiveMQClient.createServerLocator("vm://0")
            .setBlockOnDurableSend(true)
            .setBlockOnAcknowledge(true)
            .setConsumerWindowSize(1 << 20);
    sessions = locator.createSessionFactory();
    consuming = sessions.createSession(false, false, 0);
    consuming.createQueue(
        QueueConfiguration.of(QUEUE)
            .setAddress(QUEUE)
            .setRoutingType(RoutingType.ANYCAST)
            .setDurable(true));
    consumer.start();
  }

  private Sender sender() {
    try {
      ClientSession session = sessions.createSession(true, true, 0);
      return new Sender(session, session.createProducer(QUEUE));
    } catch (ActiveMQException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CompletionStage<Void> send(byte[] envelope) throws ActiveMQException {
    Sender sender = senders.get();
    long id = ids.incrementAndGet();
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.put(id, done);
    ClientMessage message = sender.session().createMessage(true);
    message.putLongProperty("id", id);
    message.getBodyBuffer().writeBytes(envelope);
    // Blocks until the broker has it on the disk.
    sender.producer().send(message);
    return done;
  }

  private void consume() {
    try (ClientConsumer queue = consuming.createConsumer(QUEUE)) {
      consuming.start();
      List<CompletableFuture<Void>> handled = new ArrayList<>();
      while (!closed) {
        ClientMessage message = queue.receive(100);
        while (message != null) {
          message.acknowledge();
          handled.add(waiting.remove(message.getLongProperty("id")));
          message = handled.size() < AT_ONCE ? queue.receiveImmediate() : null;
        }
        if (!handled.isEmpty()) {
          consuming.commit();
          handled.forEach(done -> done.complete(null));
          handled.clear();
        }
      }
    } catch (ActiveMQException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws Exception {
    closed = true;
    consumer.join();
    sessions.close();
    locator.close();
    broker.stop();
  }
}
