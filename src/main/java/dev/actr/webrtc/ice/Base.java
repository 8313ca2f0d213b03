package dev.actr.webrtc.ice;

import java.net.InetSocketAddress;

/** Where packets leave this side: a socket, or an address at a TURN server. */
interface Base {

  /** What gets the packets that arrive at a base. Called on the event loop. */
  interface Receiver {
    void onPacket(Base base, InetSocketAddress from, byte[] packet);
  }

  CandidateType type();

  /** The address of this base, as others see it if no NAT is in between. */
  InetSocketAddress address();

  /** Sends a packet; like the network, it may lose it. The bytes are copied. */
  void send(byte[] packet, int offset, int length, InetSocketAddress to);

  /** Whether {@link #send} may be called on any thread. */
  default boolean sendsFromAnyThread() {
    return false;
  }

  boolean isOpen();

  void close();
}
