package dev.actr.net.tls;

/** What a listener asks of the certificate of who connects. */
public enum ClientAuth {
  /** It is not asked for. */
  NONE,
  /** It is asked for, and must be good if there is one. */
  WANT,
  /** Who has no good one is refused. */
  NEED
}
