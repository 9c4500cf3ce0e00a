package dev.mcpmux.cli.dashboard;

import dev.mcpmux.cli.logs.Logs;
import dev.mcpmux.cli.text.Failures;
import dev.mcpmux.cli.text.RawJson;
import dev.mcpmux.netty.config.HttpPages.EventSource;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The last lines of the logs, and then what is written. */
final class LogSource implements EventSource {

  /** At once: a server that writes more than anybody reads must not fill the page. */
  static final int LINES = 200;

  private final Logs logs;
  private final BooleanSupplier goesOn;
  private boolean begun;

  /**
   * @param goesOn whether the login still holds
   */
  LogSource(Logs logs, BooleanSupplier goesOn) {
    this.logs = logs;
    this.goesOn = goesOn;
  }

  @Override
  public byte[] next() {
    if (!goesOn.getAsBoolean()) {
      return null;
    }
    try {
      List<String> lines = begun ? logs.more() : logs.last(LINES);
      begun = true;
      return lines.isEmpty() ? Events.NONE : Events.event("lines", json(lines));
    } catch (IOException e) {
      return Events.event("lines", json(List.of(Failures.describe(e))));
    }
  }

  private static String json(List<String> lines) {
    int left = Math.max(0, lines.size() - LINES);
    StringBuilder json = new StringBuilder("{\"leftOut\":").append(left).append(",\"lines\":[");
    String comma = "";
    for (String line : lines.subList(left, lines.size())) {
      json.append(comma).append(RawJson.quote(line));
      comma = ",";
    }
    return json.append("]}").toString();
  }

  @Override
  public void close() {
    // it holds nothing
  }
}
