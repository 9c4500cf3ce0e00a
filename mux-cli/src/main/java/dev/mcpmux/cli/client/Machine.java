package dev.mcpmux.cli.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What decides where clients keep their files.
 *
 * @param environment the variables that move them
 * @param home the user's home directory
 * @param mac whether the system is macOS, which has other places
 */
public record Machine(Map<String, String> environment, Path home, boolean mac) {

  /** Editors that have their files in one form, the one that is most used first. */
  private static final List<String> EDITORS =
      List.of("Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf");

  /** The machine that this process runs on. */
  public static Machine of(Map<String, String> environment) {
    String home = environment.get("HOME");
    Path directory =
        Path.of(home != null && home.startsWith("/") ? home : System.getProperty("user.home"));
    return new Machine(environment, directory, System.getProperty("os.name").startsWith("Mac"));
  }

  Path inHome(String path) {
    return home.resolve(path);
  }

  /** Below the directory for configs that the XDG specification names, also on macOS. */
  Path inConfig(String path) {
    return variable("XDG_CONFIG_HOME").orElse(home.resolve(".config")).resolve(path);
  }

  /** Below the directory for configs of programs with windows. */
  Path ofApplications(String path) {
    return mac ? home.resolve("Library/Application Support").resolve(path) : inConfig(path);
  }

  /** Below the user's directory of every editor there may be. */
  List<Path> ofEditors(String path) {
    List<Path> all = new ArrayList<>();
    EDITORS.forEach(editor -> all.add(ofApplications(editor + "/User/" + path)));
    return all;
  }

  /** The directory that a variable names, if it does. */
  Optional<Path> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> value.startsWith("/"))
        .map(value -> Path.of(value).normalize());
  }

  /** Below the directory that a variable names, else below one in the home directory. */
  Path in(String variable, String directory, String path) {
    return variable(variable).orElse(home.resolve(directory)).resolve(path);
  }
}
