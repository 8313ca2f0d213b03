package dev.actr.webrtc.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The addresses of this host that candidates are made of. */
final class LocalAddresses {

  private static final int MAX = 16;

  private LocalAddresses() {}

  static List<InetAddress> find(IceConfig config) {
    if (!config.bindAddresses().isEmpty()) {
      return config.bindAddresses();
    }
    List<InetAddress> found = new ArrayList<>();
    List<InetAddress> loopback = new ArrayList<>();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (one.isUp() && config.interfaces().test(one.getName())) {
          for (InetAddress address : Collections.list(one.getInetAddresses())) {
            if (isUsable(address, config)) {
              (address.isLoopbackAddress() ? loopback : found).add(address);
            }
          }
        }
      }
    } catch (SocketException e) {
      // Interfaces come and go; those seen so far count.
    }
    if (config.loopback() || found.isEmpty()) {
      found.addAll(loopback);
    }
    return found.subList(0, Math.min(found.size(), MAX));
  }

  private static boolean isUsable(InetAddress address, IceConfig config) {
    return !address.isLinkLocalAddress()
        && !address.isMulticastAddress()
        && !address.isAnyLocalAddress()
        && (config.ipv6() || !(address instanceof Inet6Address));
  }
}
