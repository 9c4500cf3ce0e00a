package dev.mcpmux.cli.system;

/** The exit codes of all commands, as {@code docs/cli.md} documents them. */
public final class ExitCode {

  public static final int OK = 0;
  public static final int FAILURE = 1;
  public static final int USAGE = 2;
  public static final int NO_DAEMON = 3;
  public static final int DAEMON_GONE = 4;
  public static final int REFUSED = 5;
  public static final int DAEMON_NOT_STARTED = 6;
  public static final int SESSION_CLOSED = 7;
  public static final int ALREADY_RUNNING = 8;

  /** What a shell returns for a command that it does not find. */
  public static final int COMMAND_NOT_FOUND = 127;

  private ExitCode() {}
}
