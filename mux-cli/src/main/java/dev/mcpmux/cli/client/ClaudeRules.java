package dev.mcpmux.cli.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rules of Claude Code's settings about which servers may be started. They name a server, or the
 * very words of its command: an entry that starts mcpmux has other words.
 */
public final class ClaudeRules {

  private static final String COMMAND = "serverCommand";
  private static final String URL = "serverUrl";
  private static final String NAME = "serverName";

  private final boolean managed;
  private final boolean hasAllowed;
  private final List<Map<String, Object>> allowed;
  private final List<Map<String, Object>> denied;

  private ClaudeRules(
      boolean managed,
      boolean hasAllowed,
      List<Map<String, Object>> allowed,
      List<Map<String, Object>> denied) {
    this.managed = managed;
    this.hasAllowed = hasAllowed;
    this.allowed = allowed;
    this.denied = denied;
  }

  /** Those of the user and of whoever manages the machine. */
  public static ClaudeRules of(Machine machine) {
    Path system =
        Path.of(machine.mac() ? "/Library/Application Support/ClaudeCode" : "/etc/claude-code");
    return of(system, machine.in("CLAUDE_CONFIG_DIR", ".claude", "settings.json"));
  }

  static ClaudeRules of(Path system, Path user) {
    List<Map<String, Object>> allowed = new ArrayList<>();
    List<Map<String, Object>> denied = new ArrayList<>();
    boolean hasAllowed = false;
    for (Path file : List.of(system.resolve("managed-settings.json"), user)) {
      Map<String, Object> settings = JsonFile.tree(file);
      hasAllowed |= settings.get("allowedMcpServers") instanceof List<?>;
      add(settings.get("allowedMcpServers"), allowed);
      add(settings.get("deniedMcpServers"), denied);
    }
    return new ClaudeRules(
        Files.exists(system.resolve("managed-mcp.json")), hasAllowed, allowed, denied);
  }

  /**
   * Why an entry that starts a program is to stay as it is.
   *
   * @param words its command as it stands there
   */
  public Optional<String> against(String name, List<String> words) {
    if (managed) {
      return Optional.of("managed-mcp.json is the only file that counts here");
    }
    if (denied.stream().anyMatch(rule -> words.equals(rule.get(COMMAND)))
        || denied.stream().anyMatch(rule -> name.equals(rule.get(NAME)))) {
      return Optional.of("denied by deniedMcpServers");
    }
    if (allowed.stream().anyMatch(rule -> rule.containsKey(COMMAND))) {
      return Optional.of("allowedMcpServers names commands, and would block mcpmux");
    }
    boolean named = allowed.stream().anyMatch(rule -> name.equals(rule.get(NAME)));
    return hasAllowed && !named
        ? Optional.of("not allowed by allowedMcpServers")
        : Optional.empty();
  }

  /**
   * Why an entry of a remote server is to stay as it is: as one of a program it would be judged by
   * other rules.
   */
  public Optional<String> againstRemote(String name) {
    List<Map<String, Object>> all = new ArrayList<>(allowed);
    all.addAll(denied);
    if (all.stream().anyMatch(rule -> rule.containsKey(COMMAND) || rule.containsKey(URL))) {
      return Optional.of("rules of Claude Code name commands or URLs");
    }
    return against(name, List.of());
  }

  @SuppressWarnings("unchecked")
  private static void add(Object rules, List<Map<String, Object>> to) {
    if (rules instanceof List<?> list) {
      for (Object rule : list) {
        if (rule instanceof Map<?, ?> map) {
          to.add((Map<String, Object>) map);
        }
      }
    }
  }
}
