package dev.mcpmux.netty;

import dev.mcpmux.netty.log.Log;
import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.FormattingTuple;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.MessageFormatter;

/**
 * Where Netty's own messages go: into ours. By default it logs by {@code java.util.logging}, which
 * reads files when it is first needed. That is when something has failed, and where the reason is
 * that there are no descriptors left, the loop ended with it.
 */
public final class NettyLog {

  private NettyLog() {}

  /** To be called before any other class of Netty is used. */
  public static void use() {
    InternalLoggerFactory.setDefaultFactory(
        new InternalLoggerFactory() {
          @Override
          protected InternalLogger newInstance(String name) {
            return new Warnings(name);
          }
        });
  }

  /** What is less than a warning tells of Netty, not of mcpmux. */
  private static final class Warnings extends AbstractInternalLogger {
    private static final long serialVersionUID = 1;

    Warnings(String name) {
      super(name);
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    public void trace(String message) {}

    @Override
    public void trace(String format, Object one) {}

    @Override
    public void trace(String format, Object one, Object two) {}

    @Override
    public void trace(String format, Object... all) {}

    @Override
    public void trace(String message, Throwable cause) {}

    @Override
    public void debug(String message) {}

    @Override
    public void debug(String format, Object one) {}

    @Override
    public void debug(String format, Object one, Object two) {}

    @Override
    public void debug(String format, Object... all) {}

    @Override
    public void debug(String message, Throwable cause) {}

    @Override
    public void info(String message) {}

    @Override
    public void info(String format, Object one) {}

    @Override
    public void info(String format, Object one, Object two) {}

    @Override
    public void info(String format, Object... all) {}

    @Override
    public void info(String message, Throwable cause) {}

    @Override
    public void warn(String message) {
      warn(message, (Throwable) null);
    }

    @Override
    public void warn(String format, Object one) {
      write(MessageFormatter.format(format, one));
    }

    @Override
    public void warn(String format, Object one, Object two) {
      write(MessageFormatter.format(format, one, two));
    }

    @Override
    public void warn(String format, Object... all) {
      write(MessageFormatter.arrayFormat(format, all));
    }

    @Override
    public void warn(String message, Throwable cause) {
      Log.foreign(name() + ": " + message, cause);
    }

    @Override
    public void error(String message) {
      warn(message, (Throwable) null);
    }

    @Override
    public void error(String format, Object one) {
      warn(format, one);
    }

    @Override
    public void error(String format, Object one, Object two) {
      warn(format, one, two);
    }

    @Override
    public void error(String format, Object... all) {
      warn(format, all);
    }

    @Override
    public void error(String message, Throwable cause) {
      warn(message, cause);
    }

    private void write(FormattingTuple tuple) {
      warn(tuple.getMessage(), tuple.getThrowable());
    }
  }
}
