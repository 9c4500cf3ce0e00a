package dev.mcpmux.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a {@link Mux} is told about its servers and bounds.
 *
 * @param servers the configured servers by name, in the order of the config
 * @param limits every bound there is
 */
public record MuxConfig(Map<String, ServerConfig> servers, Limits limits) {

  public MuxConfig {
    servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
  }

  /** No configured server, default limits: only ad-hoc commands can be attached to. */
  public static MuxConfig empty() {
    return new MuxConfig(Map.of(), Limits.defaults());
  }
}
