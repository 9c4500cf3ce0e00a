package dev.mcpmux.netty.wire;

import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.port.CloseCause;
import dev.mcpmux.core.text.ByteText;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The lines that the daemon says in the attach protocol, as JSON without a line end. */
public final class Answers {

  private static final JsonFactory JSON = new JsonFactory();

  private Answers() {}

  /**
   * @param relay what the relay has said of itself
   */
  public static byte[] open(int session, String server, RelayHello relay) {
    return object(
        json -> {
          json.writeNumberProperty("mcpmux", Hello.VERSION);
          json.writeBooleanProperty("ok", true);
          json.writeStringProperty("session", Integer.toString(session));
          json.writeStringProperty("server", server);
          json.writeNumberProperty("pid", ProcessHandle.current().pid());
          if (relay.resumes()) {
            json.writeNumberProperty("resumes", 1);
          }
          if (relay.resume().isPresent()) {
            json.writeBooleanProperty("resumed", true);
          }
        });
  }

  public static byte[] refused(String reason, String message) {
    return object(
        json -> {
          json.writeNumberProperty("mcpmux", Hello.VERSION);
          json.writeObjectPropertyStart("error");
          json.writeStringProperty("reason", reason);
          json.writeStringProperty("message", ByteText.printable(message));
          json.writeEndObject();
        });
  }

  /**
   * @param result a JSON object
   */
  public static byte[] result(String result) {
    return object(
        json -> {
          json.writeNumberProperty("mcpmux", Hello.VERSION);
          json.writeBooleanProperty("ok", true);
          json.writeName("result");
          json.writeRawValue(result);
        });
  }

  /** Who answers, and nothing else. */
  public static byte[] self() {
    return object(
        json -> {
          json.writeNumberProperty("mcpmux", Hello.VERSION);
          json.writeBooleanProperty("ok", true);
          json.writeNumberProperty("pid", ProcessHandle.current().pid());
        });
  }

  /** A {@code close} control line, without its mark. */
  public static byte[] close(CloseCause cause) {
    return object(
        json -> {
          json.writeObjectPropertyStart("close");
          json.writeStringProperty("reason", cause.reason());
          json.writeStringProperty("message", ByteText.printable(cause.message()));
          json.writeEndObject();
        });
  }

  /** A {@code resume} control line, without its mark. */
  public static byte[] resume(String value) {
    String text = "{\"resume\":" + (value == null ? "null" : FrameText.quoted(value)) + "}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A {@code pong} control line, without its mark. */
  public static byte[] pong(long ping) {
    return object(json -> json.writeNumberProperty("pong", ping));
  }

  /** A {@code handover} control line, without its mark. */
  public static byte[] handover() {
    return object(json -> json.writeNumberProperty("handover", 1));
  }

  public static byte[] object(Consumer<JsonGenerator> members) {
    // the path of a project may have half characters, which a generator of UTF-8 does not take
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEndObject();
    }
    return ByteText.json(out.toString()).getBytes(StandardCharsets.UTF_8);
  }
}
