package dev.mcpmux.cli.config;

import dev.mcpmux.cli.config.observe.ObserveSettings;
import dev.mcpmux.cli.config.observe.TelemetrySettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.TokenStreamLocation;

/** Reads {@code metrics}, {@code telemetry}, {@code usage} and {@code tap}. */
final class ObserveReader {

  /** What a header's name may have, as RFC 9110 says in section 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

  private boolean enabled;
  private Optional<TelemetrySettings> telemetry = Optional.empty();

  private URI endpoint;
  private Map<String, String> headers = Map.of();
  private boolean traces = true;
  private boolean metrics = true;
  private Duration interval = TelemetrySettings.DEFAULT_INTERVAL;

  private final UsageReader usage = new UsageReader();
  private final TapReader tap = new TapReader();

  ObserveSettings settings() {
    return new ObserveSettings(enabled, telemetry, usage.settings(), tap.history());
  }

  /** The keys of the file that are read here. */
  Map<String, ConfigReader.Member> members(ConfigReader in) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put(ObserveSettings.METRICS, key -> in.object(metricsMembers(in)));
    members.put(ObserveSettings.TELEMETRY, key -> readTelemetry(in));
    members.put(ObserveSettings.USAGE, key -> usage.read(in));
    members.put(ObserveSettings.TAP, key -> tap.read(in));
    return members;
  }

  Map<String, ConfigReader.Member> metricsMembers(ConfigReader in) {
    return Map.of("enabled", key -> enabled = in.bool());
  }

  private void readTelemetry(ConfigReader in) throws ConfigException {
    TokenStreamLocation start = in.here();
    if (!in.object(telemetryMembers(in))) {
      return; // complained of already
    }
    if (endpoint == null) {
      throw in.error(start, "expected an endpoint, such as \"http://localhost:4318\"");
    }
    telemetry =
        Optional.of(new TelemetrySettings(endpoint, headers, traces, metrics, interval))
            .filter(wanted -> wanted.traces() || wanted.metrics());
  }

  Map<String, ConfigReader.Member> telemetryMembers(ConfigReader in) {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put("endpoint", key -> endpoint = url(in));
    members.put("headers", key -> headers = headers(in));
    members.put("traces", key -> traces = in.bool());
    members.put("metrics", key -> metrics = in.bool());
    members.put("interval", key -> interval = interval(in));
    return members;
  }

  private static URI url(ConfigReader in) throws ConfigException {
    try {
      URI url = new URI(in.string());
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null && url.getRawUserInfo() == null && isPlain(url)) {
        return url;
      }
    } catch (URISyntaxException e) {
      // said below, without what stands there
    }
    throw in.error("expected a URL, such as \"http://localhost:4318\"");
  }

  private static boolean isPlain(URI url) {
    return url.getRawQuery() == null && url.getRawFragment() == null;
  }

  private static Map<String, String> headers(ConfigReader in) throws ConfigException {
    Map<String, String> headers = new LinkedHashMap<>();
    in.object(
        name -> {
          String value = in.string();
          if (!TOKEN.matcher(name).matches() || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw in.error("expected a header with its value");
          }
          headers.put(name, value);
        });
    return headers;
  }

  private static Duration interval(ConfigReader in) throws ConfigException {
    Duration value = in.duration();
    if (value.compareTo(LEAST_INTERVAL) < 0) {
      throw in.error("expected a second or more, such as \"60s\"");
    }
    return value;
  }
}
