package dev.mcpmux.netty.config;

import java.io.IOException;
import java.nio.file.Path;

/** Another daemon accepts connections on the socket. */
public final class AlreadyRunningException extends IOException {
  private static final long serialVersionUID = 1;

  public AlreadyRunningException(Path socket) {
    super("a daemon is already running on " + socket);
  }
}
