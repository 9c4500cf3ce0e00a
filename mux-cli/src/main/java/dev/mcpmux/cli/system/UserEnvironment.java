package dev.mcpmux.cli.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What every server of the config gets in its environment, whichever session starts it: who the
 * user is and what language the machine speaks. Some clients hand on next to nothing; their
 * sessions share servers with those of a login shell all the same.
 */
public final class UserEnvironment {

  private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final String DEFAULT_LANG = "C.UTF-8";

  /** Where systems keep the language of new sessions, as lines {@code LANG=…}. */
  private static final List<Path> LOCALES =
      List.of(Path.of("/etc/locale.conf"), Path.of("/etc/default/locale"));

  private static final Path PASSWD = Path.of("/etc/passwd");
  private static final String LANG = "LANG=";
  private static final int SHELL_FIELD = 6;

  private UserEnvironment() {}

  public static Map<String, String> get() {
    String user = System.getProperty("user.name");
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", DEFAULT_PATH);
    environment.put("HOME", System.getProperty("user.home"));
    environment.put("USER", user);
    environment.put("LOGNAME", user);
    environment.put("LANG", language(LOCALES));
    String shell = shell(user, PASSWD);
    if (!shell.isEmpty()) {
      environment.put("SHELL", shell);
    }
    return environment;
  }

  static String language(List<Path> files) {
    for (Path file : files) {
      for (String line : lines(file)) {
        if (line.startsWith(LANG)) {
          String value = line.substring(LANG.length()).strip().replace("\"", "").replace("'", "");
          if (!value.isEmpty()) {
            return value;
          }
        }
      }
    }
    return DEFAULT_LANG;
  }

  /** Empty when the file does not say. */
  static String shell(String user, Path passwd) {
    for (String line : lines(passwd)) {
      String[] fields = line.split(":", -1);
      if (fields[0].equals(user) && fields.length > SHELL_FIELD) {
        return fields[SHELL_FIELD];
      }
    }
    return "";
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
