package dev.mcpmux.netty.tap;

import dev.mcpmux.netty.mask.Masks;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A frame as a line of JSON ({@code docs/observe.md}). */
final class FrameLine {

  private static final JsonFactory JSON = new JsonFactory();
  private static final long NANOS_PER_MICRO = 1000;

  private FrameLine() {}

  /**
   * @param masks null where nothing is hidden
   */
  static void write(TapFrame frame, Masks masks, ByteArrayOutputStream out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      members(frame, masks, json);
      json.writeEndObject();
    }
    line(text, out);
  }

  /** That so many frames are missing here. */
  static void writeLost(long count, ByteArrayOutputStream out) {
    line(new StringWriter().append("{\"lost\":" + count + "}"), out);
  }

  private static void line(StringWriter text, ByteArrayOutputStream out) {
    out.writeBytes(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void members(TapFrame frame, Masks masks, JsonGenerator json) {
    Instant time = Instant.ofEpochMilli(frame.time().millis()).truncatedTo(ChronoUnit.MILLIS);
    json.writeStringProperty("time", time.toString());
    json.writeStringProperty("from", frame.way().from().word());
    json.writeStringProperty("to", frame.way().to().word());
    if (frame.link().session() > 0) {
      json.writeNumberProperty("session", frame.link().session());
    }
    text("server", frame.link().server(), null, json);
    String kind = frame.head().kind().name().toLowerCase(Locale.ROOT);
    json.writeStringProperty("kind", kind.startsWith("error") ? "error" : kind);
    text("method", frame.head().method(), masks, json);
    text("tool", frame.head().tool(), masks, json);
    token("id", frame.link().id(), masks, json);
    token("serverId", frame.link().serverId(), masks, json);
    json.writeNumberProperty("bytes", frame.content().bytes());
    if (frame.time().nanos() >= 0) {
      json.writeNumberProperty("latencyMicros", frame.time().nanos() / NANOS_PER_MICRO);
    }
    if (frame.head().failed()) {
      json.writeBooleanProperty("failed", true);
    }
    text("note", frame.head().note(), masks, json);
    if (frame.content().kept() != null) {
      body(frame, masks, json);
    }
  }

  private static void text(String name, String value, Masks masks, JsonGenerator json) {
    if (value != null && !value.isEmpty()) {
      json.writeStringProperty(name, masks == null ? value : masks.hide(value));
    }
  }

  /** An id is a token of JSON already; one that nobody could read is shown as text. */
  private static void token(String name, String token, Masks masks, JsonGenerator json) {
    if (token != null) {
      MaskedBody id = MaskedBody.of(token.getBytes(StandardCharsets.UTF_8), masks);
      if (id.isWhole()) {
        json.writeName(name);
        json.writeRawValue(id.text());
      } else {
        json.writeStringProperty(name, id.text());
      }
    }
  }

  private static void body(TapFrame frame, Masks masks, JsonGenerator json) {
    MaskedBody body = MaskedBody.of(frame.content().kept(), masks);
    if (body.isWhole()) {
      json.writeName("body");
      json.writeRawValue(body.text());
    } else {
      json.writeStringProperty("start", body.text());
    }
  }
}
