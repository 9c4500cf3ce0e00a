package dev.mcpmux.core.view;

import dev.mcpmux.core.find.FindTools;
import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.inner.Frames;
import dev.mcpmux.core.json.CanonicalJson;
import dev.mcpmux.core.message.Revision;
import dev.mcpmux.core.words.Messages;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The answer to a front's {@code initialize}: what all its servers declare, as far as they are
 * ready, and what those may that are not. Lists are declared with {@code listChanged} in any case,
 * so that the client may be told of servers that come later.
 */
final class Welcome {
  /** What stands for settings that two servers have and that differ. */
  private static final String DIFFERENT = "";

  private Welcome() {}

  static byte[] of(Front front) {
    StringBuilder result = new StringBuilder("{\"protocolVersion\":");
    FrameText.quote(result, front.version());
    result.append(",\"capabilities\":").append(capabilities(front));
    result.append(",\"serverInfo\":").append(utf8(Messages.OWN_INFO));
    String instructions = instructions(front);
    if (!instructions.isEmpty()) {
      result.append(",\"instructions\":");
      FrameText.quote(result, instructions);
    }
    return Frames.utf8(result.append('}').toString());
  }

  private static String capabilities(Front front) {
    Map<String, String> all = new TreeMap<>();
    Map<String, Map<String, String>> settings = new TreeMap<>();
    boolean complete = true;
    for (Member member : front.members().values()) {
      if (member.isReady()) {
        Map<String, String> result = CanonicalJson.members(member.handshake().result());
        members(result.get("capabilities"))
            .forEach((name, value) -> add(all, settings, name, value));
      } else {
        complete = false;
      }
    }
    for (String list : new String[] {"prompts", "resources", "tools"}) {
      all.merge(list, "{\"listChanged\":true}", Welcome::union);
    }
    if (!complete) {
      all.merge("resources", "{\"subscribe\":true}", Welcome::union);
      all.putIfAbsent("completions", "{}");
      all.putIfAbsent("logging", "{}");
    }
    if (!Revision.LATEST.isIn(front.version())) {
      all.remove("tasks");
    }
    settings.forEach((name, agreed) -> all.put(name, object(agreed)));
    return object(all);
  }

  private static void add(
      Map<String, String> all,
      Map<String, Map<String, String>> settings,
      String name,
      String value) {
    switch (name) {
      case "tools", "prompts", "resources", "logging", "completions", "tasks" ->
          all.merge(name, value, Welcome::union);
      case "experimental", "extensions" -> {
        Map<String, String> agreed = settings.computeIfAbsent(name, none -> new TreeMap<>());
        members(value)
            .forEach((key, own) -> agreed.merge(key, own, (a, b) -> a.equals(b) ? a : DIFFERENT));
      }
      default -> {
        // nothing of it would find its server
      }
    }
  }

  /** What either has. */
  private static String union(String one, String other) {
    if (one.startsWith("{") && other.startsWith("{")) {
      Map<String, String> all = new TreeMap<>(members(one));
      members(other).forEach((name, value) -> all.merge(name, value, Welcome::union));
      return object(all);
    }
    return other.equals("true") || other.startsWith("{") ? other : one;
  }

  private static Map<String, String> members(String json) {
    return json == null ? Map.of() : CanonicalJson.members(Frames.utf8(json));
  }

  private static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .filter(member -> !member.getValue().equals(DIFFERENT))
        .map(member -> FrameText.quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String instructions(Front front) {
    StringBuilder all = new StringBuilder(front.finds() ? FindTools.INSTRUCTIONS : "");
    for (Member member : front.members().values()) {
      String own = member.isReady() ? member.handshake().instructions() : "";
      if (!own.isBlank()) {
        all.append(all.isEmpty() ? "" : "\n\n");
        all.append("# ").append(member.server).append("\n\n").append(own.strip());
      }
    }
    return all.toString();
  }

  private static String utf8(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }
}
