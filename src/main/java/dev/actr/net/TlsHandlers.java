package dev.actr.net;

import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLEngine;

/** Puts engines into pipelines. */
final class TlsHandlers {

  /** For telling the other side that no more comes. */
  private static final long CLOSE_TIMEOUT_MILLIS = 1000;

  private TlsHandlers() {}

  static SslHandler of(SSLEngine engine, long handshakeMillis) {
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(handshakeMillis);
    handler.setCloseNotifyFlushTimeoutMillis(CLOSE_TIMEOUT_MILLIS);
    return handler;
  }
}
