package dev.actr.webrtc.ice;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** An address at a TURN server (RFC 8656), kept until it is closed. Confined to the event loop. */
final class TurnAllocation implements Base {

  private static final int UDP_PROTOCOL = 17;
  private static final int LIFETIME_SECONDS = 600;
  private static final int MAX_LIFETIME_SECONDS = 3600;
  private static final int PERMISSION_REFRESH_SECONDS = 240;
  private static final int CHANNEL_REFRESH_SECONDS = 540;
  private static final int FIRST_CHANNEL = 0x4000;
  private static final int LAST_CHANNEL = 0x4fff;
  private static final int MAX_PEERS = 64;
  private static final int SENDS = 7;

  /** Bytes of a realm or nonce (RFC 8489, sections 14.9 and 14.10). */
  private static final int MAX_CHALLENGE = 763;

  /** What became of an attempt: the allocation, or null and why not. */
  interface Done extends BiConsumer<TurnAllocation, String> {}

  private final EventLoop loop;
  private final IceServer server;
  private final Receiver receiver;
  private final SecureRandom random;
  private final StunTransactions transactions;
  private final Map<InetAddress, Boolean> permissions = new HashMap<>();
  private final Map<InetSocketAddress, Integer> channels = new HashMap<>();
  private final Map<Integer, InetSocketAddress> peers = new HashMap<>();
  private final Done done;

  private TurnChannel channel;
  private InetSocketAddress relayed;
  private String realm;
  private String nonce;
  private byte[] key;
  private int lifetime = LIFETIME_SECONDS;
  private int nextChannel = FIRST_CHANNEL;
  private ScheduledFuture<?> refresh;
  private ScheduledFuture<?> permissionRefresh;
  private ScheduledFuture<?> channelRefresh;
  private boolean reported;
  private boolean closed;

  TurnAllocation(
      EventLoop loop, IceServer server, SecureRandom random, Receiver receiver, Done done) {
    this.loop = loop;
    this.server = server;
    this.random = random;
    this.receiver = receiver;
    this.done = done;
    this.transactions = new StunTransactions(loop);
  }

  /** Asks a server for an address. {@link #close()} gives up. */
  static TurnAllocation allocate(
      EventLoop loop,
      IceServer server,
      InetSocketAddress address,
      IceConfig config,
      SecureRandom random,
      Receiver receiver,
      Done done) {
    TurnAllocation allocation = new TurnAllocation(loop, server, random, receiver, done);
    TurnChannel.connect(
        loop,
        server,
        address,
        config,
        allocation::onPacket,
        () -> allocation.end("the connection to the server has ended"),
        allocation::onConnected);
    return allocation;
  }

  IceServer server() {
    return server;
  }

  @Override
  public CandidateType type() {
    return CandidateType.RELAYED;
  }

  @Override
  public InetSocketAddress address() {
    return relayed;
  }

  @Override
  public boolean isOpen() {
    return !closed && channel != null && channel.isOpen();
  }

  /** Whether there is no allocation and there will be none. */
  boolean isEnded() {
    return closed;
  }

  void onConnected(TurnChannel connected) {
    if (connected == null) {
      end("the server cannot be reached");
    } else if (closed) {
      connected.close();
    } else {
      channel = connected;
      request(
          StunMessage.ALLOCATE,
          message -> {
            message.put(StunMessage.REQUESTED_TRANSPORT, new byte[] {UDP_PROTOCOL, 0, 0, 0});
            message.putNumber(StunMessage.LIFETIME, LIFETIME_SECONDS);
          },
          this::onAllocated);
    }
  }

  private void onAllocated(StunMessage response) {
    Optional<InetSocketAddress> address = response.address(StunMessage.XOR_RELAYED_ADDRESS);
    if (address.isEmpty()) {
      end("the server gave no address");
      return;
    }
    relayed = address.get();
    takeLifetime(response);
    reported = true;
    done.accept(this, null);
    permissionRefresh =
        loop.scheduleWithFixedDelay(
            () -> permissions.keySet().forEach(this::requestPermission),
            PERMISSION_REFRESH_SECONDS,
            PERMISSION_REFRESH_SECONDS,
            TimeUnit.SECONDS);
    channelRefresh =
        loop.scheduleWithFixedDelay(
            () -> channels.forEach((peer, number) -> bind(number, peer)),
            CHANNEL_REFRESH_SECONDS,
            CHANNEL_REFRESH_SECONDS,
            TimeUnit.SECONDS);
  }

  private void takeLifetime(StunMessage response) {
    lifetime = response.number(StunMessage.LIFETIME).orElse(LIFETIME_SECONDS);
    lifetime = Math.min(Math.max(lifetime, 10), MAX_LIFETIME_SECONDS);
    long ahead = lifetime - Math.min(60, lifetime / 2);
    refresh = loop.schedule(this::refresh, ahead, TimeUnit.SECONDS);
  }

  private void refresh() {
    request(
        StunMessage.REFRESH,
        message -> message.putNumber(StunMessage.LIFETIME, LIFETIME_SECONDS),
        this::takeLifetime);
  }

  /** Lets packets of a peer in; outgoing ones need that too. */
  void permit(InetAddress peer) {
    if (permissions.size() < MAX_PEERS && permissions.putIfAbsent(peer, false) == null) {
      requestPermission(peer);
    }
  }

  private void requestPermission(InetAddress peer) {
    attempt(
        StunMessage.CREATE_PERMISSION,
        message -> message.putAddress(StunMessage.XOR_PEER_ADDRESS, new InetSocketAddress(peer, 0)),
        response -> permissions.replace(peer, true),
        reason -> {},
        true);
  }

  /** Makes packets to and from a peer smaller, for one that data will go to. */
  void bindChannel(InetSocketAddress peer) {
    if (!peers.containsValue(peer) && nextChannel <= LAST_CHANNEL && peers.size() < MAX_PEERS) {
      int number = nextChannel++;
      peers.put(number, peer);
      bind(number, peer);
    }
  }

  private void bind(int number, InetSocketAddress peer) {
    attempt(
        StunMessage.CHANNEL_BIND,
        message -> {
          message.putNumber(StunMessage.CHANNEL_NUMBER, number << 16);
          message.putAddress(StunMessage.XOR_PEER_ADDRESS, peer);
        },
        response -> channels.put(peer, number),
        // Without a channel packets travel in indications.
        reason -> channels.remove(peer),
        true);
  }

  @Override
  public void send(byte[] packet, int offset, int length, InetSocketAddress to) {
    if (!isOpen()) {
      return;
    }
    Integer number = channels.get(to);
    if (number != null) {
      byte[] header =
          ByteBuffer.allocate(4).putShort(number.shortValue()).putShort((short) length).array();
      channel.send(header, packet, offset, length);
      return;
    }
    permit(to.getAddress());
    channel.send(
        new StunWriter(StunMessage.SEND, StunMessage.INDICATION, TransactionId.random(random))
            .putAddress(StunMessage.XOR_PEER_ADDRESS, to)
            .put(StunMessage.DATA_VALUE, packet, offset, length)
            .finish());
  }

  void onPacket(byte[] packet) {
    if (closed || packet.length < 4) {
      return;
    }
    if (!StunMessage.isStun(packet[0] & 0xff)) {
      int number = (packet[0] & 0xff) << 8 | packet[1] & 0xff;
      int length = (packet[2] & 0xff) << 8 | packet[3] & 0xff;
      InetSocketAddress peer = peers.get(number);
      if (peer != null && length > 0 && length <= packet.length - 4) {
        receiver.onPacket(this, peer, Arrays.copyOfRange(packet, 4, 4 + length));
      }
      return;
    }
    StunMessage message = StunMessage.parse(packet).orElse(null);
    if (message == null) {
      return;
    }
    if (message.messageClass() == StunMessage.INDICATION) {
      Optional<InetSocketAddress> peer = message.address(StunMessage.XOR_PEER_ADDRESS);
      // A datagram may be empty; one says nothing to anyone here.
      Optional<byte[]> data = message.value(StunMessage.DATA_VALUE).filter(v -> v.length > 0);
      if (message.method() == StunMessage.DATA && peer.isPresent() && data.isPresent()) {
        receiver.onPacket(this, peer.get(), data.get());
      }
    } else if (message.messageClass() != StunMessage.REQUEST) {
      transactions.onResponse(message, this, null);
    }
  }

  /** A request without whose success there is no allocation. */
  private void request(int method, Contents contents, Success success) {
    attempt(method, contents, success, this::end, true);
  }

  private void attempt(
      int method, Contents contents, Success success, Failure failure, boolean mayRepeat) {
    if (!isOpen()) {
      return;
    }
    StunWriter writer = new StunWriter(method, StunMessage.REQUEST, TransactionId.random(random));
    contents.write(writer);
    byte[] usedKey = key;
    authenticate(writer);
    byte[] message = writer.finish();
    transactions.start(
        writer.id(),
        () -> channel.send(message),
        channel.isReliable() ? 1 : SENDS,
        new StunTransactions.Handler() {
          @Override
          public boolean accepts(StunMessage response) {
            // Errors need not be signed: they are how the server asks for credentials.
            return usedKey == null
                || response.messageClass() == StunMessage.ERROR
                || response.isAuthentic(usedKey);
          }

          @Override
          public void onResponse(StunMessage response, Base base, InetSocketAddress from) {
            if (response.messageClass() == StunMessage.SUCCESS) {
              success.accept(response);
              return;
            }
            int code = response.errorCode();
            boolean unauthorized = code == 401 && usedKey == null;
            if (mayRepeat && (unauthorized || code == 438) && takeChallenge(response)) {
              attempt(method, contents, success, failure, unauthorized);
            } else {
              failure.accept("the server refused with error " + code);
            }
          }

          @Override
          public void onTimeout() {
            failure.accept("the server did not answer");
          }
        });
  }

  private void authenticate(StunWriter writer) {
    if (key != null) {
      writer.putText(StunMessage.USERNAME, server.username().orElseThrow());
      writer.putText(StunMessage.REALM, realm).putText(StunMessage.NONCE, nonce).sign(key);
    }
  }

  private boolean takeChallenge(StunMessage response) {
    Optional<String> newRealm = challenge(response, StunMessage.REALM);
    Optional<String> newNonce = challenge(response, StunMessage.NONCE);
    if (newRealm.isEmpty() || newNonce.isEmpty()) {
      return false;
    }
    realm = newRealm.get();
    nonce = newNonce.get();
    key = Hmac.longTermKey(server.username().orElseThrow(), realm, server.password().orElseThrow());
    return true;
  }

  /** What goes into each request from then on, which has no room for more than the standard's. */
  private static Optional<String> challenge(StunMessage response, int attribute) {
    return response
        .value(attribute)
        .filter(value -> value.length <= MAX_CHALLENGE)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** Gives the address back. */
  @Override
  public void close() {
    if (relayed != null && isOpen()) {
      StunWriter writer =
          new StunWriter(StunMessage.REFRESH, StunMessage.REQUEST, TransactionId.random(random));
      writer.putNumber(StunMessage.LIFETIME, 0);
      authenticate(writer);
      channel.send(writer.finish());
    }
    end("closed");
  }

  private void end(String reason) {
    if (closed) {
      return;
    }
    closed = true;
    transactions.close();
    for (ScheduledFuture<?> timer :
        new ScheduledFuture<?>[] {refresh, permissionRefresh, channelRefresh}) {
      if (timer != null) {
        timer.cancel(false);
      }
    }
    if (channel != null) {
      channel.close();
    }
    if (!reported) {
      reported = true;
      done.accept(null, reason);
    }
  }

  private interface Contents {
    void write(StunWriter message);
  }

  private interface Success {
    void accept(StunMessage response);
  }

  private interface Failure {
    void accept(String reason);
  }
}
