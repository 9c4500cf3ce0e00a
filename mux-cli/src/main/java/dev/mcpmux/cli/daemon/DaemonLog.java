package dev.mcpmux.cli.daemon;

import dev.mcpmux.core.text.Printable;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ResourceBundle;

/**
 * Writes log messages to stderr, which is the log file of a daemon that started by itself: time,
 * level, message. java.util.logging would stop writing as soon as the JVM is asked to end, which is
 * when the daemon has most to say.
 */
public final class DaemonLog extends System.LoggerFinder {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  /**
   * Loads what a line takes, the zones of the calendar among it, for which a file is read: when the
   * first line is about descriptors that are all in use, it is too late.
   */
  static void load() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    new ToStream("load", nowhere).log(System.Logger.Level.ERROR, "", new Throwable());
  }

  private static volatile DaemonLogFile file;

  /** Keeps this file short from now on, if it is what stderr leads to. */
  static void follow(Path log) {
    if (DaemonLogFile.isStderr(log)) {
      file = new DaemonLogFile(log, System.err, System::nanoTime);
    }
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new ToStream(name, System.err);
  }

  /** One logger; thread safe, since each message is one write. */
  record ToStream(String name, PrintStream out) implements System.Logger {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.getSeverity() >= Level.INFO.getSeverity() && level != Level.OFF;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      if (!isLoggable(level)) {
        return;
      }
      StringWriter line = new StringWriter();
      line.append(TIME.format(LocalDateTime.now())).append(' ');
      line.append(String.format("%-7s", level)).append(' ').append(message).append('\n');
      if (thrown != null) {
        thrown.printStackTrace(new PrintWriter(line));
      }
      String lines = Printable.lines(line.toString());
      if (out == System.err && file != null) {
        file.print(lines);
      } else {
        out.print(lines);
        out.flush();
      }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
      if (isLoggable(level)) {
        boolean plain = values == null || values.length == 0;
        log(level, bundle, plain ? format : MessageFormat.format(format, values), (Throwable) null);
      }
    }
  }
}
