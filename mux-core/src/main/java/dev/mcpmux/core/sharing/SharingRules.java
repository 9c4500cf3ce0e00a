package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.MuxConfig;
import java.util.Map;

/**
 * What decides who shares a process where the entry of a server does not.
 *
 * @param table what is known of servers by their command
 * @param users the same without the scopes that come with mcpmux; those that a config names stay
 * @param variables which variables belong to a session
 * @param user what every server of the config gets in its environment, whichever session starts it;
 *     empty where nobody says so, and sessions' own values are taken then
 */
public record SharingRules(
    WellKnownServers table,
    WellKnownServers users,
    SessionVariables variables,
    Map<String, String> user) {

  public SharingRules {
    user = Map.copyOf(user);
  }

  /** As they come with mcpmux. */
  public static SharingRules shipped() {
    return new SharingRules(
        WellKnownServers.shipped(),
        WellKnownServers.withoutScopes(),
        SessionVariables.shipped(),
        Map.of());
  }

  /** These without the scopes that come with mcpmux. */
  SharingRules withoutShippedScopes() {
    return new SharingRules(users, users, variables, user);
  }

  /** These, where every server of the config gets these variables. */
  public SharingRules with(Map<String, String> user) {
    return new SharingRules(table, users, variables, user);
  }

  /** As they come with mcpmux, with what a config says over them. */
  public static SharingRules of(MuxConfig config, Map<String, String> user) {
    return new SharingRules(
        WellKnownServers.shipped().with(config.rules().wellKnownServers()),
        WellKnownServers.withoutScopes().with(config.rules().wellKnownServers()),
        SessionVariables.shipped().with(config.rules().sessionEnv()),
        user);
  }
}
