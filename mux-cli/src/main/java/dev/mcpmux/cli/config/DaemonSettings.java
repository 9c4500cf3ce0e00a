package dev.mcpmux.cli.config;

import dev.mcpmux.cli.config.observe.ObserveSettings;
import dev.mcpmux.cli.fallback.FallbackPolicy;
import java.time.Duration;

/**
 * What a config file says of the daemon beside its servers and limits.
 *
 * @param idleTimeout how long a daemon that started by itself stays without sessions; zero for ever
 * @param http where and for whom it listens on HTTP
 * @param observe what is kept, and what other programs are told, of what happens
 * @param context whether there is the server of notes
 * @param fallback what sessions do for which no daemon can be had
 */
record DaemonSettings(
    Duration idleTimeout,
    HttpSettings http,
    ObserveSettings observe,
    ContextSettings context,
    FallbackPolicy fallback) {

  static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(10);

  static DaemonSettings defaults(FallbackPolicy fallback) {
    return new DaemonSettings(
        DEFAULT_IDLE_TIMEOUT,
        HttpSettings.defaults(),
        ObserveSettings.defaults(),
        ContextSettings.defaults(),
        fallback);
  }
}
