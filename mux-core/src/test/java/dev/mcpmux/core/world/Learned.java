package dev.mcpmux.core.world;

import dev.mcpmux.core.config.Trait;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Since when it is known what programs ask for, as read from what was saved. */
final class Learned {
  private static final Pattern ENTRY = Pattern.compile("\"([0-9a-f]{64})\":\\[([^]]*)]");

  private final Map<String, Long> since = new HashMap<>();

  /** This was saved now. */
  void note(String saved, long now) {
    for (Matcher entry = ENTRY.matcher(saved); entry.find(); ) {
      for (Trait trait : Trait.values()) {
        if (entry.group(2).contains(trait.configName())) {
          since.putIfAbsent(entry.group(1) + trait, now);
        }
      }
    }
  }

  /** {@link Long#MAX_VALUE} when it is not known. */
  long at(String command, Trait trait) {
    return since.getOrDefault(digest(command) + trait, Long.MAX_VALUE);
  }

  private static String digest(String command) {
    try {
      byte[] words = command.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(words));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
