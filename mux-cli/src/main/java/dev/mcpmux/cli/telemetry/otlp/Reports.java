package dev.mcpmux.cli.telemetry.otlp;

import dev.mcpmux.core.text.Printable;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says once that nothing arrives at a URL, and once that it arrives again. Each signal has its own,
 * as a receiver may take one of them alone. Thread-safe.
 */
final class Reports {

  private static final int MAX_CHARS = 200;

  private final System.Logger log = System.getLogger("dev.mcpmux");
  private final String url;
  private final AtomicBoolean failing = new AtomicBoolean();

  Reports(String url) {
    this.url = url;
  }

  void sent(CompletableResultCode result) {
    boolean fails = !result.isSuccess();
    if (failing.compareAndSet(!fails, fails)) {
      log.log(
          fails ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
          fails
              ? "telemetry does not arrive at " + url + why(result) + "; it is tried again"
              : "telemetry arrives at " + url);
    }
  }

  private static String why(CompletableResultCode result) {
    Throwable failure = result.getFailureThrowable();
    if (failure == null) {
      return "";
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof ConnectException) {
      return ": there is no connection"; // it says no more itself
    }
    String what =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return ": " + Printable.line(what, MAX_CHARS);
  }
}
