package dev.mcpmux.cli.telemetry;

import dev.mcpmux.core.text.Printable;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says once that nothing arrives, and once that it arrives again. Thread-safe. */
final class Reports {

  private static final int MAX_CHARS = 200;

  private static final System.Logger LOG = System.getLogger("dev.mcpmux");

  private final String endpoint;
  private final AtomicBoolean failing = new AtomicBoolean();

  Reports(String endpoint) {
    this.endpoint = endpoint;
  }

  void sent(CompletableResultCode result) {
    boolean fails = !result.isSuccess();
    if (failing.compareAndSet(!fails, fails)) {
      LOG.log(
          fails ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
          fails
              ? "telemetry does not arrive at " + endpoint + why(result) + "; it is tried again"
              : "telemetry arrives at " + endpoint);
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
