package dev.mcpmux.core.words;

import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.json.CanonicalJson;
import dev.mcpmux.core.json.ColdJson;
import dev.mcpmux.core.message.Revision;
import dev.mcpmux.core.sharing.SaidSharing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A server's answer to {@code initialize}.
 *
 * @param result the {@code result} as it came; every session of the class gets exactly this
 * @param version its {@code protocolVersion}, empty if it has none
 * @param capabilities the names of what the server declares
 * @param listChanged the lists whose changes the server promised to announce
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization">2025-11-25/basic/lifecycle#initialization</a>
 */
public record Handshake(
    byte[] result, String version, Set<String> capabilities, Set<ListKind> listChanged) {
  /**
   * @param result a valid JSON value
   */
  public static Handshake of(byte[] result) {
    Set<ListKind> listChanged = EnumSet.noneOf(ListKind.class);
    Set<String> capabilities = new HashSet<>();
    String version = "";
    try (JsonParser parser = ColdJson.parser(result)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          JsonToken value = parser.nextToken();
          if (value == JsonToken.START_OBJECT && name.equals("capabilities")) {
            readCapabilities(parser, capabilities, listChanged);
          } else if (value == JsonToken.VALUE_STRING && name.equals("protocolVersion")) {
            version = parser.getString();
          }
          parser.skipChildren();
        }
      }
    }
    return new Handshake(result, version, Set.copyOf(capabilities), listChanged);
  }

  /**
   * The version for a client that asks for this one, from a process that all handshake classes
   * share and that may have been asked for a newer one: a client is never answered with a version
   * newer than the one it asked for.
   */
  public String versionFor(String asked) {
    boolean newer = Revision.isReleased(asked) && version.compareTo(asked) > 0;
    return newer ? asked : version;
  }

  /** The result with this version in it, which is {@link #version} or one of those released. */
  public byte[] answerWith(String said) {
    return said.equals(version) ? result : withVersion(said);
  }

  /** The server's name and version, canonical; empty if it tells none. */
  public String serverInfo() {
    return CanonicalJson.members(result).getOrDefault("serverInfo", "");
  }

  /** What the server tells models of how to use it; empty for nothing. */
  public String instructions() {
    String found = "";
    try (JsonParser parser = ColdJson.parser(result)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean named = parser.currentName().equals("instructions");
        if (parser.nextToken() == JsonToken.VALUE_STRING && named) {
          found = parser.getString();
        }
        parser.skipChildren();
      }
    }
    return found;
  }

  /** What the server says of itself; null for nothing. */
  public SaidSharing says() {
    return declares("x-mux") || declares("experimental") ? SaidSharing.of(result) : null;
  }

  /** Whether the other is the same answer, and promises the same. */
  public boolean saysAs(Handshake other) {
    return Arrays.equals(result, other.result) && listChanged.equals(other.listChanged);
  }

  public boolean declares(String capability) {
    return capabilities.contains(capability);
  }

  /** Whether what is declared of a capability has this member. */
  public boolean declares(String capability, String member) {
    byte[] settings = member(member(result, "capabilities"), capability);
    return CanonicalJson.members(settings).containsKey(member);
  }

  private static byte[] member(byte[] object, String name) {
    String value = CanonicalJson.members(object).get(name);
    return (value == null ? "{}" : value).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] withVersion(String asked) {
    Map<String, String> members = new LinkedHashMap<>(CanonicalJson.members(result));
    members.put("protocolVersion", '"' + asked + '"');
    return members.entrySet().stream()
        .map(member -> FrameText.quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void readCapabilities(
      JsonParser parser, Set<String> capabilities, Set<ListKind> listChanged) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      capabilities.add(parser.currentName());
      ListKind kind = ListKind.ofCapability(parser.currentName());
      if (parser.nextToken() == JsonToken.START_OBJECT
          && kind != null
          && readFlag(parser, "listChanged")) {
        listChanged.add(kind);
      }
      parser.skipChildren();
    }
  }

  /** Leaves the parser at the object's end. */
  private static boolean readFlag(JsonParser parser, String name) {
    boolean set = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      boolean named = parser.currentName().equals(name);
      set |= parser.nextToken() == JsonToken.VALUE_TRUE && named;
      parser.skipChildren();
    }
    return set;
  }
}
