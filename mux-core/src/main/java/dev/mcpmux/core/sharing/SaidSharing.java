package dev.mcpmux.core.sharing;

import dev.mcpmux.core.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * What a server says of itself in its answer to {@code initialize}, under {@code x-mux} among its
 * capabilities or its experimental ones: {@code {"sharing": WORD}}. It goes before the table of
 * well-known servers, and the config before it.
 */
public enum SaidSharing {
  /**
   * Sessions may share it, also where the table says otherwise, and whatever it is seen to ask its
   * clients for; roots excepted, which it is told.
   */
  SHARED,
  /** Every session gets a process of its own. */
  ISOLATED,
  /**
   * It keeps apart by itself what its calls leave behind, so the table does not matter. What it
   * asks its clients for it may not.
   */
  SESSION_AWARE;

  private static final String CAPABILITY = "x-mux";

  /**
   * Whether one word parts sessions that another leaves together. A session that is open heeds no
   * word but such.
   *
   * @param one null for none; so may the other be
   */
  public static boolean isNarrower(SaidSharing one, SaidSharing other) {
    return width(one) < width(other);
  }

  private static int width(SaidSharing word) {
    if (word == null) {
      return 1;
    }
    return switch (word) {
      case ISOLATED -> 0;
      case SESSION_AWARE -> 2;
      case SHARED -> 3;
    };
  }

  /** The word that servers use, and the file of what was learned. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the word means; null if it means nothing. */
  static SaidSharing ofWord(String word) {
    for (SaidSharing said : values()) {
      if (said.word().equals(word)) {
        return said;
      }
    }
    return null;
  }

  /**
   * What is said in the answer to {@code initialize}.
   *
   * @param result its {@code result}, valid JSON
   * @return null if nothing is said
   */
  public static SaidSharing of(byte[] result) {
    Map<String, String> capabilities = members(CanonicalJson.members(result).get("capabilities"));
    SaidSharing said = ofSettings(capabilities.get(CAPABILITY));
    return said != null
        ? said
        : ofSettings(members(capabilities.get("experimental")).get(CAPABILITY));
  }

  private static SaidSharing ofSettings(String settings) {
    String word = members(settings).getOrDefault("sharing", "");
    return ofWord(word.replace("\"", ""));
  }

  private static Map<String, String> members(String object) {
    return object == null || !object.startsWith("{")
        ? Map.of()
        : CanonicalJson.members(object.getBytes(StandardCharsets.UTF_8));
  }
}
