package dev.mcpmux.cli.change;

import java.io.IOException;

/** Another process changes or undoes the same files at this moment. */
public final class ChangesBusyException extends IOException {

  private static final long serialVersionUID = 1L;

  ChangesBusyException(String message) {
    super(message);
  }
}
