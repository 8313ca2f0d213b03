package dev.actr.net.tls;

import java.nio.file.Path;

/** A file cannot be used. The message says why and what would help; it tells no secret. */
public final class TlsException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What the file is for. */
  private final TlsFile file;

  TlsException(TlsFile file, Path path, String reason, Throwable cause) {
    super("the file " + path + " " + reason, cause);
    this.file = file;
  }

  /** What the file is for. */
  public TlsFile file() {
    return file;
  }
}
