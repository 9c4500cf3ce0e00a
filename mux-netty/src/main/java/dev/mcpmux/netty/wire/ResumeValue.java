package dev.mcpmux.netty.wire;

import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.port.MuxVersion;
import dev.mcpmux.core.port.SessionState;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A {@link SessionState} as the text that a relay keeps for its session ({@code
 * docs/attach-protocol.md}): a JSON object in one line with a version, that only daemons read. It
 * is no credential, and what it says is taken as if the client had said it.
 */
public final class ResumeValue {

  public static final int VERSION = 1;

  /** What is longer is not kept: such a session cannot be resumed. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  private ResumeValue() {}

  /** Null when it is too long to be kept. */
  public static String write(SessionState state) {
    if (state.greeting().initialize().length > MAX_BYTES) {
      return null;
    }
    StringBuilder out = new StringBuilder("{\"v\":" + VERSION + ",\"initialize\":");
    out.append(oneLine(new String(state.greeting().initialize(), StandardCharsets.UTF_8)));
    member(out, "version", state.greeting().version());
    out.append(",\"listChanged\":");
    StringJoiner kinds = new StringJoiner(",", "[", "]");
    state.greeting().listChanged().forEach(kind -> kinds.add(FrameText.quoted(kind)));
    out.append(kinds);
    member(out, "level", state.level());
    object(out, "subscriptions", state.subscriptions());
    object(out, "lists", state.lists());
    if (!state.view().isEmpty()) {
      member(out, "view", state.view());
    }
    String value = out.append('}').toString();
    return value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES ? null : value;
  }

  /** Control characters stand between the tokens of a JSON text and nowhere else. */
  private static String oneLine(String json) {
    StringBuilder out = new StringBuilder(json.length());
    json.chars().forEach(c -> out.append(c < ' ' ? ' ' : (char) c));
    return out.toString();
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":");
    FrameText.quote(out, value);
  }

  private static void object(StringBuilder out, String name, Map<String, String> members) {
    StringJoiner each = new StringJoiner(",", ",\"" + name + "\":{", "}");
    members.forEach(
        (key, value) -> each.add(FrameText.quoted(key) + ":" + FrameText.quoted(value)));
    out.append(each);
  }

  /**
   * @throws Hello.Refused when it is of another version, or nothing that was written here
   */
  public static SessionState read(String value) throws Hello.Refused {
    if (value.length() > MAX_BYTES || value.chars().anyMatch(c -> c < ' ')) {
      throw unknown("is damaged");
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), value)) {
      return new Reader(json, value).read();
    } catch (JacksonException e) {
      throw unknown("is damaged");
    }
  }

  private static Hello.Refused unknown(String what) {
    return new Hello.Refused(
        "unknown-resume",
        "mcpmux "
            + MuxVersion.get()
            + " cannot resume the session: what another version has kept of it "
            + what
            + "; start it anew");
  }

  /** One pass over the object; members may come in any order, and those not known are left. */
  private static final class Reader {
    private final JsonParser json;
    private final String value;
    private long version = -1;
    private byte[] initialize;
    private String said = "";
    private String level = "";
    private String view = "";
    private final Set<String> listChanged = new TreeSet<>();
    private final Map<String, String> subscriptions = new LinkedHashMap<>();
    private final Map<String, String> lists = new LinkedHashMap<>();

    Reader(JsonParser json, String value) {
      this.json = json;
      this.value = value;
    }

    SessionState read() throws Hello.Refused {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        member(name);
      }
      expect(json.nextToken() == null);
      if (version != VERSION) {
        throw unknown("has the version " + version + " (supported: " + VERSION + ")");
      }
      expect(initialize != null);
      return new SessionState(
          new SessionState.Greeting(initialize, said, listChanged),
          level,
          subscriptions,
          lists,
          view);
    }

    private void member(String name) throws Hello.Refused {
      switch (name) {
        case "v" -> {
          expect(json.currentToken() == JsonToken.VALUE_NUMBER_INT);
          version = json.getLongValue();
        }
        case "initialize" -> {
          expect(json.currentToken() == JsonToken.START_OBJECT);
          int start = (int) json.currentTokenLocation().getCharOffset();
          json.skipChildren();
          int end = (int) json.currentLocation().getCharOffset();
          initialize = value.substring(start, end).getBytes(StandardCharsets.UTF_8);
        }
        case "version" -> said = text();
        case "level" -> level = text();
        case "view" -> view = text();
        case "listChanged" -> {
          expect(json.currentToken() == JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            listChanged.add(text());
          }
        }
        case "subscriptions" -> object(subscriptions);
        case "lists" -> object(lists);
        default -> json.skipChildren();
      }
    }

    private void object(Map<String, String> into) throws Hello.Refused {
      expect(json.currentToken() == JsonToken.START_OBJECT);
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        into.put(name, text());
      }
    }

    private String text() throws Hello.Refused {
      expect(json.currentToken() == JsonToken.VALUE_STRING);
      return json.getString();
    }

    private static void expect(boolean condition) throws Hello.Refused {
      if (!condition) {
        throw unknown("is damaged");
      }
    }
  }
}
