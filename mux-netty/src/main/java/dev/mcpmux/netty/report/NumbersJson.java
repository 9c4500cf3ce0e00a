package dev.mcpmux.netty.report;

import dev.mcpmux.core.meter.Meter;
import dev.mcpmux.core.meter.Numbers;
import dev.mcpmux.core.meter.ServerTally;
import dev.mcpmux.core.meter.ServerTally.LastError;
import dev.mcpmux.core.meter.Tally;
import dev.mcpmux.core.port.CallEnd;
import dev.mcpmux.core.port.MuxStatus;
import dev.mcpmux.core.port.OpenCall;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/** What was counted, as members of the status. Event loop only. */
public final class NumbersJson {

  private final Meter meter;

  /** Whose methods and tools are told. */
  private final Predicate<String> rows;

  public NumbersJson(Meter meter) {
    this(meter, name -> true);
  }

  private NumbersJson(Meter meter, Predicate<String> rows) {
    this.meter = meter;
    this.rows = rows;
  }

  /** The same, with the methods and tools of these servers alone. */
  public NumbersJson rowsOf(Predicate<String> servers) {
    return new NumbersJson(meter, servers);
  }

  /** All that was counted until now, for who reads it on another thread. */
  public Numbers copy() {
    return meter.copy();
  }

  /** Of a server of which anything was counted: its own, and those of its methods and tools. */
  void server(JsonGenerator json, MuxStatus.Server server) {
    ServerTally tally = meter.server(server.name());
    if (tally == null) {
      return;
    }
    Tally total = tally.total();
    if (total.calls() > 0) {
      json.writeObjectPropertyStart("numbers");
      tally(json, total);
      long inFlight = meter.inFlight(tally);
      json.writeNumberProperty("inFlight", inFlight);
      json.writeNumberProperty("waiting", Math.max(0, total.open() - inFlight));
      json.writeEndObject();
      if (rows.test(server.name())) {
        rows(json, "methods", tally.methods());
        rows(json, "tools", tally.tools());
      }
    }
    life(json, tally);
    if (tally.lastError() != null) {
      lastError(json, tally.lastError());
    }
  }

  private static void life(JsonGenerator json, ServerTally tally) {
    json.writeObjectPropertyStart("life");
    json.writeNumberProperty("starts", tally.starts());
    json.writeNumberProperty("restarts", tally.restarts());
    json.writeNumberProperty("startFailures", tally.startFailures());
    json.writeNumberProperty("crashes", tally.crashes());
    json.writeNumberProperty("questionsRefused", tally.questionsRefused());
    if (!tally.crashReasons().isEmpty()) {
      json.writeObjectPropertyStart("crashReasons");
      tally.crashReasons().forEach(json::writeNumberProperty);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void lastError(JsonGenerator json, LastError error) {
    json.writeObjectPropertyStart("lastError");
    json.writeStringProperty("what", words(error));
    json.writeNumberProperty(
        "secondsAgo", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - error.at()));
    json.writeEndObject();
  }

  private static String words(LastError error) {
    if (error.how() == null) {
      return Lives.firstLine(error.what());
    }
    return switch (error.how()) {
      case TOOL_ERROR -> error.what() + " failed";
      case TIMEOUT -> error.what() + " timed out";
      case LOST -> error.what() + " was lost, its process ended";
      case REFUSED -> error.what() + " was refused by mcpmux";
      default -> error.what() + " was answered with an error";
    };
  }

  private static void rows(JsonGenerator json, String name, List<ServerTally.Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart(name);
    for (ServerTally.Row row : rows) {
      json.writeStartObject();
      json.writeStringProperty("name", row.name());
      tally(json, row.tally());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** A call that has no answer yet. */
  void call(JsonGenerator json, OpenCall call, IntToLongFunction pid) {
    OpenCall.Place place = call.place();
    json.writeStartObject();
    json.writeStringProperty("session", Integer.toString(call.session()));
    json.writeStringProperty("server", place.server());
    ServerTally.CallName name = meter.callName(place.server(), call.mark());
    if (name != null) {
      json.writeStringProperty("method", name.method());
    }
    if (name != null && name.tool() != null) {
      json.writeStringProperty("tool", name.tool());
    }
    json.writeStringProperty("id", call.id());
    if (place.upstream() != 0) {
      json.writeNumberProperty("serverId", place.id());
      long process = pid.applyAsLong(place.upstream());
      if (process != 0) {
        json.writeNumberProperty("process", process);
      }
    }
    json.writeNumberProperty("ageMillis", TimeUnit.NANOSECONDS.toMillis(call.nanos()));
    json.writeEndObject();
  }

  /** Of a process that was sent anything. */
  void process(JsonGenerator json, int upstream) {
    numbers(json, meter.process(upstream));
  }

  /** Of a session that has asked for anything. */
  void session(JsonGenerator json, int number) {
    numbers(json, meter.session(number));
    if (meter.refused(number) > 0) {
      json.writeNumberProperty("refusedMessages", meter.refused(number));
    }
  }

  private static void numbers(JsonGenerator json, Tally tally) {
    if (tally != null && tally.calls() > 0) {
      json.writeObjectPropertyStart("numbers");
      tally(json, tally);
      json.writeEndObject();
    }
  }

  private static void tally(JsonGenerator json, Tally tally) {
    json.writeNumberProperty("calls", tally.calls());
    json.writeNumberProperty("results", tally.ended(CallEnd.RESULT));
    json.writeNumberProperty("known", tally.ended(CallEnd.KNOWN));
    json.writeNumberProperty("toolErrors", tally.ended(CallEnd.TOOL_ERROR));
    json.writeNumberProperty("errors", tally.ended(CallEnd.ERROR));
    json.writeNumberProperty("cancelled", tally.ended(CallEnd.CANCELLED));
    json.writeNumberProperty("timeouts", tally.ended(CallEnd.TIMEOUT));
    json.writeNumberProperty("lost", tally.ended(CallEnd.LOST));
    json.writeNumberProperty("refused", tally.ended(CallEnd.REFUSED));
    json.writeNumberProperty("open", tally.open());
    json.writeNumberProperty("bytesIn", tally.bytesIn());
    json.writeNumberProperty("bytesOut", tally.bytesOut());
    if (tally.hasLatency()) {
      quantile(json, tally, "p50Micros", 0.5);
      quantile(json, tally, "p95Micros", 0.95);
      quantile(json, tally, "p99Micros", 0.99);
    }
  }

  private static void quantile(JsonGenerator json, Tally tally, String name, double share) {
    json.writeNumberProperty(name, TimeUnit.NANOSECONDS.toMicros(tally.quantile(share)));
  }
}
