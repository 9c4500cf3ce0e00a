package dev.mcpmux.cli.config;

import dev.mcpmux.netty.config.TapHistory;
import java.util.Map;

/** Reads {@code tap}. */
final class TapReader {

  private int frames;
  private boolean bodies;

  void read(ConfigReader in) throws ConfigException {
    in.object(members(in));
  }

  Map<String, ConfigReader.Member> members(ConfigReader in) {
    return Map.of(
        "history", key -> frames = (int) in.number(TapHistory.MAX_FRAMES),
        "bodies", key -> bodies = in.bool());
  }

  TapHistory history() {
    return new TapHistory(frames, bodies);
  }
}
