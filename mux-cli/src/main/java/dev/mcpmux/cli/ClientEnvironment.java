package dev.mcpmux.cli;

import java.util.HashMap;
import java.util.Map;

/**
 * The environment as it was before {@code bin/mcpmux} touched it, and the part of it that a daemon
 * gets.
 */
public final class ClientEnvironment {

  /** Prefix of the variables in which the launcher hands on what the client had. */
  private static final String SAVED = "MCPMUX_CLIENT_";

  private static final String[] CHANGED_BY_LAUNCHER = {
    "LC_ALL", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"
  };

  private static final String[] BASE = {
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TMPDIR", "TZ", "JAVA_HOME"
  };

  private ClientEnvironment() {}

  /** The variables of this process with the launcher's changes undone. */
  public static Map<String, String> get() {
    return restore(System.getenv());
  }

  static Map<String, String> restore(Map<String, String> environment) {
    Map<String, String> restored = new HashMap<>(environment);
    for (String name : CHANGED_BY_LAUNCHER) {
      String saved = restored.remove(SAVED + name);
      if (saved == null) {
        continue; // not started by the launcher
      }
      if (saved.isEmpty()) {
        restored.remove(name);
      } else {
        restored.put(name, saved.substring(1));
      }
    }
    // the java program of macOS sets one of these
    for (String name : environment.keySet()) {
      if (name.startsWith("JAVA_MAIN_CLASS_")) {
        restored.remove(name);
      }
    }
    return restored;
  }

  /**
   * What a daemon needs to run: it serves other sessions too, so nothing of this one may stay in
   * it.
   */
  public static Map<String, String> base(Map<String, String> environment) {
    Map<String, String> base = new HashMap<>();
    for (String name : BASE) {
      String value = environment.get(name);
      if (value != null) {
        base.put(name, value);
      }
    }
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String name = variable.getKey();
      if (name.startsWith("XDG_")
          || name.startsWith("SSL_")
          || name.endsWith("_PROXY")
          || name.endsWith("_proxy")) {
        base.put(name, variable.getValue());
      }
    }
    base.put("LC_ALL", "C.UTF-8");
    return base;
  }
}
