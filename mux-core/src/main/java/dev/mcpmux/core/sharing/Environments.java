package dev.mcpmux.core.sharing;

import dev.mcpmux.core.config.Scope;
import dev.mcpmux.core.port.SessionHello;
import java.util.Collection;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which variables of a session's environment reach a server's process, and so its {@link
 * SharingKey}.
 */
final class Environments {

  /** Where programs and their files are found, and how the network is: a setting of the session. */
  private static final Set<String> SETTINGS =
      Set.of(
          "PATH",
          "HOME",
          "TMPDIR",
          "TEMP",
          "TMP",
          "TZ",
          "XDG_CONFIG_HOME",
          "XDG_DATA_HOME",
          "XDG_STATE_HOME",
          "XDG_CACHE_HOME",
          "http_proxy",
          "https_proxy",
          "all_proxy",
          "no_proxy",
          "SYSTEMROOT",
          "APPDATA",
          "LOCALAPPDATA",
          "USERPROFILE");

  private static final String SSL_PREFIX = "SSL_";
  private static final String PROXY_SUFFIX = "_PROXY";

  /** Who the user is: the same in all of the user's sessions, though not all hand it on. */
  private static final Set<String> OF_USER = Set.of("USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE");

  private static final Set<String> OF_USER_PREFIXES = Set.of("LC_", "XDG_");

  static final String PROJECT_DIR = "CLAUDE_PROJECT_DIR";
  private static final String PATH = "PATH";

  private Environments() {}

  /**
   * The environment of an ad-hoc command: all the session has, because clients put a server's
   * secrets there, less what belongs to the session alone.
   *
   * @param learned names of variables that came out to name a session
   */
  static SortedMap<String, String> adHoc(
      SessionHello session, Scope scope, SessionVariables variables, Set<String> learned) {
    if (scope == Scope.SESSION) {
      return new TreeMap<>(session.environment());
    }
    SortedMap<String, String> environment = variables.without(session.environment());
    learned.forEach(
        name -> {
          String value = environment.get(name);
          if (value != null && variables.mayBeLearned(name, value)) {
            environment.remove(name);
          }
        });
    takeSharedPath(session, environment, variables);
    if (scope == Scope.GLOBAL) {
      environment.remove(PROJECT_DIR);
    } else {
      takeProject(session, environment);
    }
    return environment;
  }

  /**
   * What a named server gets beside its configured variables: the settings of the session, and what
   * every session of the user has, whether its client hands it on or not.
   *
   * @param passEnv names of variables that it gets as well, whatever they are
   */
  static SortedMap<String, String> named(
      SessionHello session, Scope scope, Collection<String> passEnv, SharingRules rules) {
    SortedMap<String, String> environment = new TreeMap<>(rules.user());
    session
        .environment()
        .forEach(
            (name, value) -> {
              boolean base =
                  isSetting(name)
                      || isOfUser(name) && (scope == Scope.SESSION || rules.user().isEmpty());
              if (base && (scope == Scope.SESSION || !rules.variables().isSessions(name, value))) {
                environment.put(name, value);
              }
            });
    if (scope != Scope.SESSION) {
      takeSharedPath(session, environment, rules.variables());
    }
    if (scope != Scope.GLOBAL && session.environment().containsKey(PROJECT_DIR)) {
      environment.put(PROJECT_DIR, session.environment().get(PROJECT_DIR));
    }
    for (String name : passEnv) {
      if (session.environment().containsKey(name)) {
        environment.put(name, session.environment().get(name));
      }
    }
    return environment;
  }

  /** What a named server gets of a session, as names and patterns with {@code *}. */
  static Set<String> kept(Collection<String> passEnv) {
    Set<String> kept = new TreeSet<>(SETTINGS);
    kept.addAll(OF_USER);
    OF_USER_PREFIXES.forEach(prefix -> kept.add(prefix + "*"));
    kept.add(SSL_PREFIX + "*");
    kept.add("*" + PROXY_SUFFIX);
    kept.addAll(passEnv);
    return kept;
  }

  private static void takeSharedPath(
      SessionHello session, SortedMap<String, String> environment, SessionVariables variables) {
    session.traces().sharedPath().ifPresent(path -> environment.replace(PATH, path));
    environment.computeIfPresent(PATH, (name, path) -> variables.sharedPath(path));
  }

  /** Some clients name the project and others do not: a process for both is told it. */
  static void takeProject(SessionHello session, SortedMap<String, String> environment) {
    environment.putIfAbsent(PROJECT_DIR, session.projectRoot());
  }

  private static boolean isSetting(String name) {
    return SETTINGS.contains(name) || name.startsWith(SSL_PREFIX) || name.endsWith(PROXY_SUFFIX);
  }

  private static boolean isOfUser(String name) {
    return OF_USER.contains(name) || OF_USER_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
