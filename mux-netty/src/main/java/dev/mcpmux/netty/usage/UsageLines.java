package dev.mcpmux.netty.usage;

import dev.mcpmux.core.frame.Method;
import dev.mcpmux.core.meter.Histogram;
import dev.mcpmux.core.meter.ServerLife;
import dev.mcpmux.core.meter.Usage;
import dev.mcpmux.core.meter.UsageRow;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.netty.wire.Answers;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/**
 * A batch of numbers as JSON Lines: one that says when it was, one for each row, and one for each
 * server. What is 0 is left out.
 */
final class UsageLines {

  static final int VERSION = 1;

  private static final int MAX_NAME = 200;
  private static final int MAX_PATH = 1000;
  private static final CallEnd[] ENDS = CallEnd.values();

  private UsageLines() {}

  /**
   * @param life tells sessions from those of other daemons with the same number
   */
  static byte[] of(Usage.Batch batch, String life, long epochSeconds) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    line(
        out,
        Answers.object(
            json -> {
              json.writeNumberProperty("version", VERSION);
              json.writeNumberProperty("at", epochSeconds);
            }));
    batch.rows().forEach(row -> line(out, Answers.object(json -> row(json, row, life))));
    batch.lives().forEach(time -> line(out, Answers.object(json -> time(json, time))));
    return out.toByteArray();
  }

  private static void line(ByteArrayOutputStream out, byte[] json) {
    out.writeBytes(json);
    out.write('\n');
  }

  private static void row(JsonGenerator json, UsageRow row, String life) {
    UsageRow.Caller caller = row.caller();
    json.writeStringProperty("server", cut(row.server(), MAX_NAME));
    json.writeStringProperty("method", row.method().wireName());
    if (row.method() == Method.TOOLS_CALL) {
      json.writeStringProperty("tool", row.name());
    }
    json.writeStringProperty("client", caller.client());
    json.writeStringProperty("project", path(caller.project()));
    json.writeStringProperty("session", session(caller, life));
    json.writeObjectPropertyStart("ends");
    for (CallEnd end : ENDS) {
      number(json, end.name().toLowerCase(Locale.ROOT), row.tally().ended(end));
    }
    json.writeEndObject();
    number(json, "micros", TimeUnit.NANOSECONDS.toMicros(row.nanos()));
    number(json, "bytes", row.tally().bytesOut());
    if (row.tally().hasLatency()) {
      times(json, row.tally().latency());
    }
  }

  /** Pairs of the number of a bucket and what is in it. */
  private static void times(JsonGenerator json, Histogram latency) {
    json.writeArrayPropertyStart("times");
    for (int bucket = 0; bucket < Histogram.MAX_BUCKETS; bucket++) {
      if (latency.in(bucket) > 0) {
        json.writeNumber(bucket);
        json.writeNumber(latency.in(bucket));
      }
    }
    json.writeEndArray();
  }

  private static String session(UsageRow.Caller caller, String life) {
    if (caller.session() == 0) {
      return "";
    }
    return caller.clientSessionId().isEmpty()
        ? life + "-" + caller.session()
        : cut(caller.clientSessionId(), MAX_NAME);
  }

  private static void time(JsonGenerator json, ServerLife.Time time) {
    json.writeStringProperty("server", cut(time.server(), MAX_NAME));
    number(json, "sessions", time.sessions());
    number(json, "starts", time.starts());
    number(json, "sessionMillis", TimeUnit.NANOSECONDS.toMillis(time.sessionNanos()));
    number(json, "processMillis", TimeUnit.NANOSECONDS.toMillis(time.processNanos()));
  }

  private static void number(JsonGenerator json, String name, long number) {
    if (number != 0) {
      json.writeNumberProperty(name, number);
    }
  }

  /** As much of a path as is written. */
  static String path(String whole) {
    return cut(whole, MAX_PATH);
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }
}
