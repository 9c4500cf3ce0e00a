package dev.mcpmux.cli.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

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

  /** The variables of this process with the launcher's changes undone, see {@link ProcessBytes}. */
  public static Map<String, String> get() {
    return restore(ProcessBytes.environment());
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
   * Gives a process that is to be started these variables and no others. What this process has as
   * well is inherited, because Java hands on byte for byte only what it does not touch.
   *
   * @throws IOException when one cannot be handed on, with a sentence that says which
   */
  public static void give(Map<String, String> environment, ProcessBuilder builder)
      throws IOException {
    Map<String, String> own = ProcessBytes.environment();
    Map<String, String> given = builder.environment();
    Set<String> inherited = new HashSet<>();
    Map<String, String> others = new HashMap<>();
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String name = variable.getKey();
      if (variable.getValue().equals(own.get(name))) {
        // as Java shows it
        inherited.add(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
      } else if (ProcessBytes.isUtf8(name) && ProcessBytes.isUtf8(variable.getValue())) {
        others.put(name, variable.getValue());
      } else {
        throw new IOException(
            "the variable " + name + " is not UTF-8, and Java cannot hand on what is not");
      }
    }
    given.keySet().removeIf(name -> !inherited.contains(name));
    given.putAll(others);
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
