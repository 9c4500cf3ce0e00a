package dev.mcpmux.cli.config;

import dev.mcpmux.cli.fallback.FallbackPolicy;
import dev.mcpmux.netty.config.TapHistory;
import java.time.Duration;

/**
 * What a config file says of the daemon beside its servers and limits.
 *
 * @param idleTimeout how long a daemon that started by itself stays without sessions; zero for ever
 * @param http where and for whom it listens on HTTP
 * @param fallback what sessions do for which no daemon can be had
 * @param tap what it keeps of the messages that pass
 */
record DaemonSettings(
    Duration idleTimeout, HttpSettings http, FallbackPolicy fallback, TapHistory tap) {

  static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(10);

  static DaemonSettings defaults(FallbackPolicy fallback) {
    return new DaemonSettings(
        DEFAULT_IDLE_TIMEOUT, HttpSettings.defaults(), fallback, TapHistory.NONE);
  }
}
