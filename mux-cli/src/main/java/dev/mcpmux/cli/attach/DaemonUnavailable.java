package dev.mcpmux.cli.attach;

/** No daemon can be reached or started; the message says why, for people. */
final class DaemonUnavailable extends Exception {

  private static final long serialVersionUID = 1;

  DaemonUnavailable(String message) {
    super(message);
  }
}
