package dev.mcpmux.netty.http;

import dev.mcpmux.core.port.SessionState;
import dev.mcpmux.netty.log.Log;
import dev.mcpmux.netty.wire.Answers;
import dev.mcpmux.netty.wire.Hello;
import dev.mcpmux.netty.wire.ResumeValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Sessions of a daemon before this one, as a file kept them: a line that says which token opened
 * them, and one for each. The file has no id of a session, but its hash: who reads it can use none.
 */
final class StoredSessions {

  private static final int VERSION = 1;
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Where a session was opened.
   *
   * @param root the project that it works in; null for none
   */
  record Place(String server, String view, String profile, List<String> roots, String root) {

    private boolean isAt(Endpoint endpoint) {
      return endpoint.kind() == Endpoint.Kind.MCP
          && endpoint.server().equals(server)
          && endpoint.view().equals(view)
          && endpoint.profile().equals(profile)
          && endpoint.roots().equals(roots);
    }
  }

  /**
   * One session.
   *
   * @param key the hash of its id
   * @param usedAt by the calendar, in milliseconds
   * @param lastNumber of its streams and events
   * @param content what it is
   */
  record Stored(String key, Place place, long usedAt, int lastNumber, Content content) {

    private byte[] line() {
      return Answers.object(
          json -> {
            json.writeStringProperty("key", key);
            json.writeStringProperty("server", place.server());
            if (!place.view().isEmpty()) {
              json.writeStringProperty("view", place.view());
            }
            if (!place.profile().isEmpty()) {
              json.writeStringProperty("profile", place.profile());
            }
            json.writeArrayPropertyStart("roots");
            place.roots().forEach(json::writeString);
            json.writeEndArray();
            if (place.root() != null) {
              json.writeStringProperty("root", place.root());
            }
            json.writeStringProperty("version", content.version());
            json.writeNumberProperty("usedAt", usedAt);
            json.writeNumberProperty("lastNumber", lastNumber);
            json.writeStringProperty("value", content.value());
          });
    }
  }

  /**
   * What it takes to open a session again.
   *
   * @param version of the protocol
   * @param value see {@link ResumeValue}
   */
  record Content(String version, String value) {

    /** Null when it is of another version, or damaged. */
    SessionState state() {
      try {
        return ResumeValue.read(value);
      } catch (Hello.Refused e) {
        return null;
      }
    }
  }

  private final Map<String, Stored> byKey = new HashMap<>();

  /**
   * Takes what was kept; nothing when it was opened with another token.
   *
   * @param bytes null for nothing
   * @param binding tells one token from another
   */
  void read(byte[] bytes, String binding) {
    byKey.clear();
    if (bytes == null) {
      return;
    }
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n");
    try {
      if (!isOurs(lines[0], binding)) {
        return;
      }
      for (int i = 1; i < lines.length; i++) {
        Stored session = session(lines[i]);
        byKey.put(session.key(), session);
      }
    } catch (JacksonException | IllegalArgumentException e) {
      Log.warn("HTTP: what was kept of sessions is damaged; their clients initialize again");
    }
  }

  private static boolean isOurs(String line, String binding) {
    long version = 0;
    String opened = null;
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        switch (name) {
          case "v" -> version = json.getLongValue();
          case "token" -> opened = json.getString();
          default -> json.skipChildren();
        }
      }
    }
    return version == VERSION && binding.equals(opened);
  }

  private static Stored session(String line) {
    Map<String, String> texts = new HashMap<>();
    List<String> roots = new ArrayList<>();
    long usedAt = 0;
    int lastNumber = unknownNumber();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          texts.put(name, json.getString());
        } else if (name.equals("usedAt")) {
          usedAt = json.getLongValue();
        } else if (name.equals("lastNumber")) {
          lastNumber = json.getIntValue();
        } else if (name.equals("roots") && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.VALUE_STRING) {
            roots.add(json.getString());
          }
        } else {
          json.skipChildren();
        }
      }
    }
    expect(texts.keySet().containsAll(List.of("key", "server", "version", "value")));
    return new Stored(
        texts.get("key"),
        new Place(
            texts.get("server"),
            texts.getOrDefault("view", ""),
            texts.getOrDefault("profile", ""),
            List.copyOf(roots),
            texts.get("root")),
        usedAt,
        lastNumber,
        new Content(texts.get("version"), texts.get("value")));
  }

  /** A daemon that kept none took the time, in seconds. */
  private static int unknownNumber() {
    return (int) (TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) & 0x3fff_ffff);
  }

  private static void expect(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("not a session");
    }
  }

  /** Null when no session with this id was opened there. */
  Stored find(String id, Endpoint endpoint) {
    Stored stored = byKey.isEmpty() ? null : byKey.get(key(id));
    return stored != null && stored.place().isAt(endpoint) ? stored : null;
  }

  void remove(Stored stored) {
    byKey.remove(stored.key());
  }

  /** Returns whether any was too old. */
  boolean expire(long now, long age) {
    return byKey.values().removeIf(stored -> now - stored.usedAt() > age);
  }

  void clear() {
    byKey.clear();
  }

  int count() {
    return byKey.size();
  }

  /** These, and those that nobody has come back to yet. */
  List<Stored> with(Collection<Stored> open) {
    List<Stored> all = new ArrayList<>(byKey.values());
    all.addAll(open);
    return all;
  }

  /**
   * The file with these sessions. It may have megabytes: not for the event loop.
   *
   * @param all is sorted
   * @param maxBytes past it the sessions that were not used longest are left out
   */
  static byte[] write(List<Stored> all, String binding, int maxBytes) {
    all.sort(Comparator.comparingLong(Stored::usedAt).reversed());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        Answers.object(
            json -> {
              json.writeNumberProperty("v", VERSION);
              json.writeStringProperty("token", binding);
            }));
    out.write('\n');
    for (Stored each : all) {
      byte[] line = each.line();
      if (out.size() + line.length + 1 > maxBytes) {
        break;
      }
      out.writeBytes(line);
      out.write('\n');
    }
    return out.toByteArray();
  }

  static String key(String id) {
    return hash("session " + id);
  }

  /** The same for the same text, and nothing that it could be had from. */
  static String hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
