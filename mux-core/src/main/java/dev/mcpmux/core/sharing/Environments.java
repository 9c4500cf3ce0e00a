package dev.mcpmux.core.sharing;

import dev.mcpmux.core.Scope;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which variables of a session's environment reach a server's process, and so its {@link
 * SharingKey}.
 */
final class Environments {

  /** What a program needs to run at all and to find its user; nothing here is a credential. */
  private static final Set<String> BASE =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "LANG",
          "LANGUAGE",
          "TMPDIR",
          "TEMP",
          "TMP",
          "SHELL",
          "TZ",
          "http_proxy",
          "https_proxy",
          "all_proxy",
          "no_proxy",
          "SYSTEMROOT",
          "APPDATA",
          "LOCALAPPDATA",
          "USERPROFILE");

  private static final Set<String> BASE_PREFIXES = Set.of("LC_", "XDG_", "SSL_");
  private static final String PROXY_SUFFIX = "_PROXY";

  private static final String PROJECT_DIR = "CLAUDE_PROJECT_DIR";

  /**
   * What differs from one session of a client, or from one terminal, to the next and says nothing
   * to a server. Exact names only: a prefix could hold a credential.
   */
  static final Set<String> PER_SESSION =
      Set.of(
          "CLAUDE_CODE_SESSION_ID",
          "CLAUDE_CODE_ENTRYPOINT",
          "CLAUDECODE",
          "CLAUDE_CODE_SSE_PORT",
          "AI_AGENT",
          "CURSOR_TRACE_ID",
          "PWD",
          "OLDPWD",
          "SHLVL",
          "_",
          "TERM_SESSION_ID",
          "SHELL_SESSION_ID",
          "WINDOWID",
          "TMUX",
          "TMUX_PANE",
          "STY",
          "WINDOW",
          "SSH_CLIENT",
          "SSH_CONNECTION",
          "SSH_TTY",
          "GPG_TTY",
          "WT_SESSION",
          "ITERM_SESSION_ID",
          "PYENV_DIR",
          "KITTY_WINDOW_ID",
          "KITTY_PID",
          "ALACRITTY_WINDOW_ID",
          "ALACRITTY_LOG",
          "ALACRITTY_SOCKET",
          "WEZTERM_PANE",
          "ZELLIJ_PANE_ID",
          "KONSOLE_DBUS_SERVICE",
          "KONSOLE_DBUS_SESSION",
          "KONSOLE_DBUS_WINDOW",
          "GNOME_TERMINAL_SCREEN",
          "XDG_SESSION_ID",
          "XDG_VTNR",
          "COLUMNS",
          "LINES",
          "INVOCATION_ID",
          "JOURNAL_STREAM",
          "SYSTEMD_EXEC_PID",
          "MCPMUX_SERVER");

  private Environments() {}

  /**
   * The environment of an ad-hoc command: all the session has, because clients put a server's
   * secrets there.
   */
  static SortedMap<String, String> adHoc(Map<String, String> session, Scope scope) {
    SortedMap<String, String> environment = new TreeMap<>(session);
    if (scope != Scope.SESSION) {
      environment.keySet().removeAll(PER_SESSION);
    }
    if (scope == Scope.GLOBAL) {
      environment.remove(PROJECT_DIR);
    }
    return environment;
  }

  /**
   * What a named server gets beside its configured variables.
   *
   * @param passEnv names of variables that it gets as well, whatever they are
   */
  static SortedMap<String, String> named(
      Map<String, String> session, Scope scope, Collection<String> passEnv) {
    SortedMap<String, String> environment = new TreeMap<>();
    session.forEach(
        (name, value) -> {
          if (isBase(name) && (scope == Scope.SESSION || !PER_SESSION.contains(name))) {
            environment.put(name, value);
          }
        });
    if (scope != Scope.GLOBAL && session.containsKey(PROJECT_DIR)) {
      environment.put(PROJECT_DIR, session.get(PROJECT_DIR));
    }
    for (String name : passEnv) {
      if (session.containsKey(name)) {
        environment.put(name, session.get(name));
      }
    }
    return environment;
  }

  private static boolean isBase(String name) {
    return BASE.contains(name)
        || name.endsWith(PROXY_SUFFIX)
        || BASE_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
