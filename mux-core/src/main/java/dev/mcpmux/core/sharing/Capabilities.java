package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.Trait;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a client declares in {@code initialize} that a server may ask it for. Immutable.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#capability-negotiation">2025-11-25/basic/lifecycle#capability-negotiation</a>
 */
public final class Capabilities {

  /** A client that can be asked for nothing. */
  public static final Capabilities NONE = of(new byte[] {'{', '}'});

  private final byte[] raw;
  private final String canonical;
  private final Map<String, String> members;

  private Capabilities(byte[] raw, Map<String, String> members) {
    this.raw = raw;
    this.canonical = CanonicalJson.of(raw);
    this.members = members;
  }

  /**
   * @param rawObject a valid JSON object in UTF-8; kept, so it must not change afterwards
   */
  public static Capabilities of(byte[] rawObject) {
    return new Capabilities(rawObject, CanonicalJson.members(rawObject));
  }

  /**
   * Whether a capability is declared: present, and neither {@code null} nor {@code false}.
   *
   * @param path its name, followed by those of a capability within it
   */
  public boolean has(String... path) {
    Map<String, String> object = members;
    for (String name : path) {
      String value = object.get(name);
      if (value == null || value.equals("null") || value.equals("false")) {
        return false;
      }
      object = CanonicalJson.members(value.getBytes(StandardCharsets.UTF_8));
    }
    return true;
  }

  /** Whether the client can be asked what a server with this trait asks for. */
  public boolean has(Trait trait) {
    return has(trait.configName());
  }

  public boolean roots() {
    return has(Trait.ROOTS);
  }

  public boolean sampling() {
    return has(Trait.SAMPLING);
  }

  public boolean samplingTools() {
    return has("sampling", "tools");
  }

  public boolean elicitation() {
    return has(Trait.ELICITATION);
  }

  /** Form mode is meant where no mode is named, too. */
  public boolean elicitationForm() {
    return has("elicitation", "form") || elicitation() && !elicitationUrl();
  }

  public boolean elicitationUrl() {
    return has("elicitation", "url");
  }

  public boolean tasks() {
    return has("tasks");
  }

  /** As {@link CanonicalJson#of}: the same for all clients that declare the same. */
  public String canonical() {
    return canonical;
  }

  /** The object as the client wrote it, unless something was added or left out. */
  public byte[] raw() {
    return raw.clone();
  }

  /** Without the members of these names; the same object where there are none. */
  public Capabilities without(String... names) {
    Map<String, String> rest = new TreeMap<>(members);
    boolean changed = false;
    for (String name : names) {
      changed |= rest.remove(name) != null;
    }
    return changed ? of(rest) : this;
  }

  /**
   * With a member added, or replaced.
   *
   * @param json its value, valid JSON
   */
  public Capabilities with(String name, String json) {
    Map<String, String> more = new TreeMap<>(members);
    more.put(name, json);
    return of(more);
  }

  /** The members by name, in canonical form. */
  Map<String, String> members() {
    return members;
  }

  private static Capabilities of(Map<String, String> members) {
    return of(
        members.entrySet().stream()
            .map(member -> FrameText.quoted(member.getKey()) + ":" + member.getValue())
            .collect(Collectors.joining(",", "{", "}"))
            .getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return canonical;
  }
}
