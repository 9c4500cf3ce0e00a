package dev.mcpmux.cli.attach.relay;

import dev.mcpmux.cli.system.ExitCode;

/** The end of a session, which any of its threads may bring about; the first one counts. */
final class Ending {

  private final Alarm alarm;

  /** Null while the session goes on. */
  private Integer exitCode;

  Ending(Alarm alarm) {
    this.alarm = alarm;
  }

  void finish(int code) {
    synchronized (this) {
      if (exitCode == null) {
        exitCode = code;
      }
    }
    alarm.nudge();
  }

  /** The same, with the reason for people. */
  void finish(int code, String why) {
    complain(why);
    finish(code);
  }

  /** A thread has failed, without which the session would hang. */
  void fail(Throwable e) {
    finish(ExitCode.FAILURE, "this session ends because of an error of mcpmux itself: " + e);
  }

  static void complain(String message) {
    System.err.println("mcpmux: " + message);
  }

  synchronized boolean isOver() {
    return exitCode != null;
  }

  /** Null while the session goes on. */
  synchronized Integer exitCode() {
    return exitCode;
  }
}
