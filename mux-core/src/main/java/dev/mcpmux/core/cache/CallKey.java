package dev.mcpmux.core.cache;

import dev.mcpmux.core.frame.FrameText;
import dev.mcpmux.core.frame.JsonSpans;
import dev.mcpmux.core.json.CanonicalJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What two calls of a tool have in common that ask for the same. The order of members, white space
 * and escapes do not count. Numbers count as they are written: {@code 1} and {@code 1.0} are two,
 * because some servers tell them apart. Whatever else servers may read in two ways has no key.
 */
final class CallKey {
  /** Longer ones are seldom sent twice. */
  static final int MAX_PARAMS = 64 * 1024;

  /**
   * What says nothing of the result: how far it is, and by which names others follow the call. Of
   * the last ones the client's own come first.
   */
  private static final Set<String> META_WITHOUT_EFFECT =
      Set.of("progressToken", "claudecode/toolUseId", "traceparent", "tracestate", "baggage");

  private final byte[] params;
  private final Set<String> members = new HashSet<>();
  private byte[] arguments = new byte[0];
  private boolean certain = true;

  private CallKey(byte[] params) {
    this.params = params;
  }

  /**
   * @param params of the call, a JSON object
   * @return null when there is none
   */
  static String of(byte[] params, String tool) {
    if (params.length > MAX_PARAMS || !isPlainText(params)) {
      return null;
    }
    CallKey key = new CallKey(params);
    JsonSpans.members(params, 0, key::member);
    if (!key.certain) {
      return null;
    }
    return FrameText.quoted(tool)
        + (key.arguments.length == 0 ? "" : CanonicalJson.of(key.arguments));
  }

  private void member(String name, int start, int end) {
    certain &= members.add(name);
    switch (name) {
      case "name" -> {
        // it is at hand
      }
      case "arguments" -> {
        certain &= params[start] == '{';
        arguments = Arrays.copyOfRange(params, start, end);
      }
      case "_meta" -> {
        certain &= params[start] == '{';
        JsonSpans.members(
            params, start, (key, from, to) -> certain &= META_WITHOUT_EFFECT.contains(key));
      }
      default -> certain = false;
    }
  }

  /** Whether every reader reads the same text: it is UTF-8, and has no halves of characters. */
  private static boolean isPlainText(byte[] json) {
    for (int at = 0; at + 2 < json.length; at++) {
      if (json[at] == '\\' && json[at + 1] == 'u' && (json[at + 2] | 0x20) == 'd') {
        return false;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
