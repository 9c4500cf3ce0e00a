package dev.mcpmux.cli.config;

import dev.mcpmux.core.config.RemoteKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What other clients call the members of a server's entry, where their meaning is certain, and what
 * cannot be meant here. Which client writes what is in {@code docs/config.md}.
 */
final class ForeignKeys {

  private static final String STDIO = "stdio";

  /** What clients call the two kinds of servers, beside our own words. */
  private static final Map<String, String> TYPES =
      Map.of(
          "local", STDIO,
          "remote", RemoteKind.HTTP.configName(),
          "streamable_http", RemoteKind.HTTP.configName(),
          "streamable-http", RemoteKind.HTTP.configName(),
          "streamableHttp", RemoteKind.HTTP.configName());

  /** Said to a client: what it asks its user, what it shows, how long it waits. */
  private static final Set<String> OF_CLIENTS =
      Set.of(
          "alwaysAllow",
          "alwaysLoad",
          "approval_mode",
          "autoApprove",
          "bundled",
          "connectionTimeout",
          "default_tools_approval_mode",
          "deferTools",
          "description",
          "dev",
          "discoveryTimeoutMs",
          "gallery",
          "icon",
          "metadata",
          "name",
          "required",
          "source",
          "supports_parallel_tool_calls",
          "timeout",
          "tool_timeout_sec",
          "trust",
          "version",
          "versionNegotiation",
          "watchPaths");

  /** What another client does for such an entry and mcpmux does not, with what to do instead. */
  private static final Map<String, String> IMPOSSIBLE =
      Map.of(
          "apiKey", "put it into headers",
          "authProviderType", "mcpmux signs in nowhere; a token belongs into headers",
          "envFile", "files of variables are not read; put them into env",
          "env_keys", "the client's keyring cannot be read; put the variables into env",
          "headersHelper", "it is not run; put what it prints into headers",
          "oauth", "mcpmux signs in nowhere; a token belongs into headers",
          "sandbox", "mcpmux has no sandbox to run it in",
          "tcp", "only stdio and HTTP are spoken");

  private final ServerReader entry;
  private final ConfigReader in;

  ForeignKeys(ServerReader entry, ConfigReader in) {
    this.entry = entry;
    this.in = in;
  }

  /** Our word for a type. */
  static String type(String written) {
    return TYPES.getOrDefault(written, written);
  }

  /** How each of these members is read. */
  Map<String, ConfigReader.Member> members() {
    Map<String, ConfigReader.Member> members = new LinkedHashMap<>();
    members.put("cmd", key -> entry.readCommand(in));
    members.put("envs", key -> entry.env(in.templatesByName()));
    members.put("environment", key -> entry.env(openCode(in.templatesByName())));
    members.put("env_vars", key -> entry.passEnv(in.strings()));
    members.put("httpUrl", key -> url(RemoteKind.HTTP.configName()));
    members.put("serverUrl", key -> entry.readUrl(in));
    members.put("uri", key -> entry.readUrl(in));
    members.put("transport", key -> transport());
    members.put("transportType", key -> entry.readType(in));
    members.put("http_headers", key -> entry.addHeaders(in, in.here(), in.templatesByName()));
    members.put(
        "env_http_headers",
        key -> entry.addHeaders(in, in.here(), variables(in.templatesByName())));
    members.put(
        "bearer_token_env_var",
        key ->
            entry.addHeaders(
                in, in.here(), Map.of("Authorization", "Bearer " + variable(in.string()))));
    members.put(
        "requestOptions",
        key ->
            in.object(
                Map.of("headers", name -> entry.addHeaders(in, in.here(), in.templatesByName()))));
    members.put("enabled", key -> entry.disabled(!in.bool()));
    for (String allow : List.of("includeTools", "enabled_tools", "available_tools")) {
      members.put(allow, key -> entry.allow(in.strings()));
    }
    for (String deny : List.of("excludeTools", "disabledTools", "disabled_tools")) {
      members.put(deny, key -> entry.deny(in.strings()));
    }
    members.put("sandboxEnabled", key -> unlessFalse(key, IMPOSSIBLE.get("sandbox")));
    IMPOSSIBLE.forEach((name, why) -> members.put(name, key -> unlessFalse(key, why)));
    OF_CLIENTS.forEach(name -> members.put(name, key -> ofClient()));
    return members;
  }

  private void ofClient() {
    in.warn(in.memberLocation(), "is said to another client, ignored");
    in.skip();
  }

  private void unlessFalse(String key, String why) throws ConfigException {
    if (!in.isFalse()) {
      throw in.error(why);
    }
  }

  private void url(String type) throws ConfigException {
    entry.readUrl(in);
    entry.type(type, in.here());
  }

  /** A word for the type, or all members that depend on it. */
  private void transport() throws ConfigException {
    if (in.isString()) {
      entry.readType(in);
    } else {
      in.object(key -> entry.member(in, key));
    }
  }

  private static Map<String, String> variables(Map<String, String> names) {
    Map<String, String> values = new LinkedHashMap<>();
    names.forEach((header, name) -> values.put(header, variable(name)));
    return values;
  }

  private static String variable(String name) {
    return "${" + name + "}";
  }

  private Map<String, String> openCode(Map<String, String> values) throws ConfigException {
    Map<String, String> ours = new LinkedHashMap<>();
    for (Map.Entry<String, String> value : values.entrySet()) {
      ours.put(value.getKey(), openCode(in, value.getValue()));
    }
    return ours;
  }

  private static String openCode(ConfigReader in, String value) throws ConfigException {
    if (value.contains("{file:")) {
      throw in.error("{file:…} is known to OpenCode only; expected ${NAME} or ${NAME:-default}");
    }
    return Templates.ofOpenCode(value);
  }

  /** A command with its arguments in one array. */
  static List<String> words(ConfigReader in) throws ConfigException {
    List<String> words = new ArrayList<>();
    for (String word : in.templates()) {
      words.add(openCode(in, word));
    }
    if (words.isEmpty()) {
      throw in.error("expected the name or path of a program");
    }
    return words;
  }
}
