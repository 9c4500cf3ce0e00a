package dev.mcpmux.netty.report;

import dev.mcpmux.netty.output.ServerLogs;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/** The {@link Traces} as the status tells them. Event loop only. */
public final class Lately {

  private final Traces traces;
  private final ServerLogs logs;

  public Lately(Traces traces, ServerLogs logs) {
    this.traces = traces;
    this.logs = logs;
  }

  /** How often a process of a server had to be started again, because it had ended by itself. */
  public int restarts(String server) {
    return traces.all().stream()
        .filter(trace -> trace.server().filter(server::equals).isPresent())
        .mapToInt(Traces.Trace::deaths)
        .sum();
  }

  /** Writes the member {@code lately}, where there is anything to tell. */
  public void write(JsonGenerator json) {
    List<Traces.Trace> all = traces.all();
    if (all.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("lately");
    for (Traces.Trace trace : all) {
      json.writeStartObject();
      trace.server().ifPresent(name -> json.writeStringProperty("server", name));
      json.writeStringProperty("what", trace.what());
      json.writeNumberProperty("times", trace.times());
      json.writeNumberProperty(
          "secondsAgo", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - trace.at()));
      trace.server().ifPresent(name -> json.writeStringProperty("log", logs.file(name).toString()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
